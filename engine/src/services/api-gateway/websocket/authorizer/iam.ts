import type { HttpRequest } from "../../../../wire/http.ts";
import type { Access } from "../../access.ts";
import { accessContext } from "../access-context.ts";
import type { GatewayRequest } from "../event/request.ts";
import { refusal } from "../handshake/refusal.ts";
import { PASSED } from "./checks.ts";
import type { Admission } from "./grant.ts";

/** `AWS_IAM`: the handshake has to be signed by somebody who may invoke the route (§1.3: otherwise 403). */
export function checkCaller(request: GatewayRequest, http: HttpRequest, access: Access): Admission {
  const signature = access.identify(http);
  if (!signature.ok) {
    const refused = refusal("forbidden", `the signature is refused: ${signature.error.code}`);
    return { ...refused, checks: { authenticate: { status: refused.status, error: signature.error.message } } };
  }
  const authenticate = { status: PASSED };
  const { principal } = signature;
  const denial = access.deny({
    principal,
    action: "execute-api:Invoke",
    resource: `${request.client.stage.arn}/${request.route.key}`,
    context: accessContext(request),
  });
  if (denial) {
    const refused = refusal("forbidden", denial);
    return { ...refused, checks: { authenticate, authorize: { status: refused.status, error: refused.message } } };
  }
  const accountId = principal.arn.split(":")[4] ?? "";
  return {
    identity: { accountId, caller: principal.arn, user: principal.arn, userArn: principal.arn },
    checks: { authenticate, authorize: { status: PASSED } },
  };
}
