import { type Problem, problemOf, type RequestState } from "@portcullis/contract";
import type { UserRef } from "../references.ts";
import type { Requests } from "./ports.ts";
import { stateOf } from "./request.ts";

export interface GetRequestDependencies {
  readonly requests: Pick<Requests, "find">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Length of an id at most: longer than any of ours, and short enough for a key. */
const ID_MAX_LENGTH = 128;

/** Says what has become of a request. Somebody else's cannot be told from one that there never was. */
export async function getRequest(
  { tenant, userId }: UserRef,
  requestId: string,
  { requests, now }: GetRequestDependencies,
): Promise<RequestState | Problem> {
  const isPossible = requestId.length > 0 && requestId.length <= ID_MAX_LENGTH;
  const request = isPossible ? await requests.find({ tenant, requestId }) : undefined;
  const isTheirs = request?.userId === userId && request.ttl * 1000 > now();
  return isTheirs ? stateOf(request) : problemOf("not_found");
}
