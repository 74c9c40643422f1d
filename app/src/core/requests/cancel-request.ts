import { type Problem, problemOf, type RequestState } from "@portcullis/contract";
import type { UserRef } from "../references.ts";
import { type GetRequestDependencies, getRequest } from "./get-request.ts";
import type { Requests } from "./ports.ts";
import { CANCELLED, stateOf } from "./request.ts";

export interface CancelRequestDependencies extends GetRequestDependencies {
  readonly requests: Pick<Requests, "find" | "finish">;
}

/**
 * Ends a request as failed, unless it has ended already. Work that is under way is told within seconds; what it still
 * brings no longer counts.
 */
export async function cancelRequest(
  user: UserRef,
  requestId: string,
  ports: CancelRequestDependencies,
): Promise<RequestState | Problem> {
  const state = await getRequest(user, requestId, ports);
  if ("code" in state || state.status !== "pending") return state;
  const request = { tenant: user.tenant, requestId };
  const outcome = await ports.requests.finish(request, CANCELLED);
  return outcome ? stateOf({ requestId, outcome }) : problemOf("not_found");
}
