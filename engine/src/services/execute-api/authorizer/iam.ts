import type { HttpRequest } from "../../../wire/http.ts";
import { type Access, accessContext } from "../access.ts";
import type { GatewayRequest } from "../event/request.ts";
import { refusal } from "../handshake/refusal.ts";
import type { Admission } from "./grant.ts";

/** `AWS_IAM`: the handshake has to be signed by somebody who may invoke the route (§1.3: otherwise 403). */
export function checkCaller(request: GatewayRequest, http: HttpRequest, access: Access): Admission {
  const signature = access.identify(http);
  if (!signature.ok) return refusal("forbidden", `the signature is refused: ${signature.error.code}`);
  const { principal } = signature;
  const denial = access.deny({
    principal,
    action: "execute-api:Invoke",
    resource: `${request.client.stage.arn}/${request.route.key}`,
    context: accessContext(request),
  });
  if (denial) return refusal("forbidden", denial);
  const accountId = principal.arn.split(":")[4] ?? "";
  return { identity: { accountId, caller: principal.arn, user: principal.arn, userArn: principal.arn } };
}
