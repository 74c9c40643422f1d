import { requestConditions } from "../../../../iam/index.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import type { HttpReply, HttpRequest } from "../../../../wire/http.ts";
import type { Access } from "../../access.ts";
import { errorReply, managementError } from "./replies.ts";

/** The refusal of a call of `@connections` on an ARN; undefined when it may be made. */
export type AuthorizeCaller = (resource: string, request: HttpRequest) => HttpReply | undefined;

export const allowEverybody: AuthorizeCaller = () => undefined;

/** Callers have to sign (§6.2) and their role has to allow `execute-api:ManageConnections` (§6.6). */
export function createCallerAuthorization(access: Access, clock: Pick<Clock, "now">): AuthorizeCaller {
  return (resource, request) => {
    const signature = access.identify(request);
    if (!signature.ok) return errorReply(signature.error.code, signature.error.status, signature.error.message);
    const denial = access.deny({
      principal: signature.principal,
      action: "execute-api:ManageConnections",
      resource,
      context: requestConditions({
        sourceIp: request.remoteAddress,
        userAgent: request.headers["user-agent"],
        time: clock.now(),
      }),
    });
    return denial === undefined ? undefined : managementError("AccessDeniedException", denial);
  };
}
