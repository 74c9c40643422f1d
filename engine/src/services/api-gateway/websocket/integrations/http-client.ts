import { messageOf } from "../../../../kernel/errors.ts";
import { callHttp as call, type HttpAnswer, type HttpCall, HttpCallError } from "../../../../wire/http-client.ts";
import type { IntegrationFailure } from "./result.ts";

/** Ends early when `signal` is aborted. Never rejects. */
export type CallHttp = (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer | IntegrationFailure>;

/** Calls a backend on this machine. */
export const callHttp: CallHttp = (request, signal) =>
  call(request, signal).catch((error: unknown) => ({
    failure: error instanceof HttpCallError && error.kind === "too-large" ? "fault" : "unreachable",
    detail: messageOf(error),
  }));
