import type { HttpRequest } from "../../wire/http.ts";

/** X-Ray's header of a call, which SDKs in traced functions send and SQS, SNS and EventBridge hand on. */
export function traceHeaderOf({ headers }: Pick<HttpRequest, "headers">): string | undefined {
  const header = headers["x-amzn-trace-id"];
  return Array.isArray(header) ? header.at(-1) : header;
}
