import { withTimeout } from "../../kernel/clock.ts";
import { messageOf } from "../../kernel/errors.ts";
import { callHttp, type HttpAnswer, type HttpCall, HttpCallError } from "../../wire/http-client.ts";
import type { Timeouts } from "../contract/debugging/timeouts.ts";
import { type GatewayResponse, gatewayResponse } from "./gateway-responses.ts";

type Failure = GatewayResponse<"fault" | "timeout" | "unreachable">;

const LATE = gatewayResponse("timeout", "the backend did not answer in time");

/** Calls a backend on this machine over HTTP, for as long as its integration waits. Never rejects. */
export async function callBackend(
  timeouts: Pick<Timeouts, "after">,
  timeoutMs: number,
  call: HttpCall,
): Promise<HttpAnswer | Failure> {
  const deadline = new AbortController();
  const answer = callHttp(call, deadline.signal).catch(failureOf);
  const result = await withTimeout<HttpAnswer | Failure>(timeouts, timeoutMs, answer, LATE);
  deadline.abort();
  return result;
}

const failureOf = (error: unknown): Failure =>
  gatewayResponse(
    error instanceof HttpCallError && error.kind === "too-large" ? "fault" : "unreachable",
    messageOf(error),
  );
