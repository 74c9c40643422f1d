import type { InvokeMessage } from "../protocol.ts";

/** A trace that nobody samples; its id is made of the request's, which is as unique. */
function traceId(requestId: string): string {
  const digits = requestId.replaceAll("-", "");
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)};Sampled=0`;
}

/**
 * What a runtime is told of an invocation besides its event.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 */
export function invocationHeaders(invocation: InvokeMessage): Record<string, string> {
  const { requestId, deadlineMs, clockOffsetMs, invokedFunctionArn, clientContext } = invocation;
  return {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": requestId,
    // The process has the machine's time, whatever the engine's is.
    "lambda-runtime-deadline-ms": String(deadlineMs - clockOffsetMs),
    "lambda-runtime-invoked-function-arn": invokedFunctionArn,
    "lambda-runtime-trace-id": traceId(requestId),
    ...(clientContext !== undefined && { "lambda-runtime-client-context": clientContext }),
  };
}
