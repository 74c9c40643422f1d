import { formatArn, parseArn } from "../languages/arn.ts";
import type { Decision } from "./policy/evaluate.ts";

/**
 * The least policy statement that would allow an action, as JSON to paste into a policy document. Ids of connections
 * come and go, so it is for all of them.
 */
export const leastPolicy = (action: string, resource: string) =>
  JSON.stringify({ Effect: "Allow", Action: action, Resource: everyConnection(resource) });

/** The resource of `@connections` for any connection; other resources as they are. */
export const everyConnection = (resource: string) => resource.replace(/(\/@connections\/).*$/, "$1*");

export interface Denial {
  /** The caller's ARN. */
  readonly principal: string;
  readonly action: string;
  /** An ARN, or `*` for an action that is on none. */
  readonly resource: string;
  readonly decision: Exclude<Decision["decision"], "allow">;
  readonly byBoundary?: boolean | undefined;
}

/** AWS's answer to a caller who may not. API Gateway hides account and connection id [6.4/403-access-denied]. */
export function accessDeniedMessage({ principal, action, resource, decision, byBoundary }: Denial): string {
  const isApiGateway = action.toLowerCase().startsWith("execute-api:");
  const target = isApiGateway ? maskArn(resource) : resource;
  const [article, policy] = byBoundary ? ["a", "permissions boundary"] : ["an", "identity-based policy"];
  const reasons = {
    explicitDeny: isApiGateway ? " with an explicit deny" : ` with an explicit deny in ${article} ${policy}`,
    implicitDeny: isApiGateway ? "" : ` because no ${policy} allows the ${action} action`,
  };
  const where = resource === "*" ? "" : ` on resource: ${target}`;
  return `User: ${principal} is not authorized to perform: ${action}${where}${reasons[decision]}`;
}

/** `000000001234:…/@connections/abc` as `********1234:…/@connections/{connectionId}`. */
function maskArn(text: string): string {
  const arn = parseArn(text);
  if (!arn) return text;
  const accountId = arn.accountId.replace(/.(?=.{4})/g, "*");
  return formatArn({ ...arn, accountId, resource: arn.resource.replace(/(@connections\/).+$/, "$1{connectionId}") });
}
