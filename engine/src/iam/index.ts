export { type AccessControl, createAccessControl, type IamMode, placeOf } from "./access-control.ts";
export { type DescribedRole, describeRole } from "./describe-role.ts";
export { accessDeniedMessage, everyConnection, leastPolicy } from "./explain.ts";
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
export { type Decision, evaluate } from "./policy/evaluate.ts";
export { parsePolicyDocument } from "./policy/policy-document.ts";
export type { RequestContext } from "./policy/request-context.ts";
export { requestConditions } from "./policy/request-context.ts";
export type { AccessRequest, Statement } from "./policy/statement.ts";
export { rolePolicies } from "./role-policies.ts";
