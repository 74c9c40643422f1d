export type { RequestContext } from "./context.ts";
export { type Decision, type Evaluation, evaluate } from "./evaluate.ts";
export { accessDeniedMessage, type Denial, leastPolicy } from "./explain.ts";
export { managedPolicy } from "./managed-policies.ts";
export { type PolicyOptions, parsePolicyDocument } from "./policy-document.ts";
export { type RolePolicies, rolePolicies } from "./role-policies.ts";
export type { AccessRequest, Statement } from "./statement.ts";
