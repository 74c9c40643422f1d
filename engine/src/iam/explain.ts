import { formatArn, parseArn } from "../kernel/arn.ts";
import type { Decision } from "./evaluate.ts";

/** The least policy statement that would allow an action, as JSON to paste into a policy document. */
export const leastPolicy = (action: string, resource: string) =>
  JSON.stringify({ Effect: "Allow", Action: action, Resource: resource });

export interface Denial {
  /** The caller's ARN. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: Exclude<Decision["decision"], "allow">;
}

/** What AWS answers to a caller who may not. API Gateway hides the account and the connection id (§6.4). */
export function accessDeniedMessage({ principal, action, resource, decision }: Denial): string {
  const isApiGateway = action.toLowerCase().startsWith("execute-api:");
  const target = isApiGateway ? maskArn(resource) : resource;
  const reasons = {
    explicitDeny: isApiGateway ? " with an explicit deny" : " with an explicit deny in an identity-based policy",
    implicitDeny: isApiGateway ? "" : ` because no identity-based policy allows the ${action} action`,
  };
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${target}${reasons[decision]}`;
}

/** `000000001234:…/@connections/abc` as `********1234:…/@connections/{connectionId}`. */
function maskArn(text: string): string {
  const arn = parseArn(text);
  if (!arn) return text;
  const accountId = arn.accountId.replace(/.(?=.{4})/g, "*");
  return formatArn({ ...arn, accountId, resource: arn.resource.replace(/(@connections\/).+$/, "$1{connectionId}") });
}
