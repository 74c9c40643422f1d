import type { HttpAnswer, HttpCall } from "../../../../wire/http-client.ts";
import { withTimeout } from "../../with-timeout.ts";
import type { BackendDependencies } from "./backend.ts";
import type { IntegrationFailure } from "./result.ts";

const LATE: IntegrationFailure = { failure: "timeout", detail: "the backend did not answer in time" };

/** Calls a backend over HTTP, for as long as its integration waits. Never rejects. */
export async function callBackend(
  { clock, callHttp }: Pick<BackendDependencies, "clock" | "callHttp">,
  timeoutMs: number,
  call: HttpCall,
): Promise<HttpAnswer | IntegrationFailure> {
  const deadline = new AbortController();
  const answer = await withTimeout(clock, timeoutMs, callHttp(call, deadline.signal), LATE);
  deadline.abort();
  return answer;
}
