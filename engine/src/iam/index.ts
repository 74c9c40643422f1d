export { type AccessControl, type AccessControlOptions, createAccessControl, type IamMode } from "./access-control.ts";
export { accessDeniedMessage, type Denial, leastPolicy } from "./explain.ts";
export { managedPolicy } from "./managed-policies.ts";
export {
  type AccessRow,
  accessByOperation,
  arnIn,
  as,
  each,
  listOf,
  memberConditions,
  type Need,
  type OperationCall,
  type OperationInput,
  recordOf,
  textOf,
} from "./operation-access.ts";
export type { RequestContext } from "./policy/context.ts";
export { type Decision, type Evaluation, evaluate } from "./policy/evaluate.ts";
export { type PolicyOptions, parsePolicyDocument } from "./policy/policy-document.ts";
export type { AccessRequest, Statement } from "./policy/statement.ts";
export { type RequestOrigin, requestConditions } from "./request-conditions.ts";
export { type RolePolicies, rolePolicies } from "./role-policies.ts";
