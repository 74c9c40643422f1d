import { PassThrough } from "node:stream";
import { parseJson } from "../../../kernel/parse-json.ts";
import { objectOf } from "../../../template/plain-data.ts";
import type { ApiCall, HttpReply } from "../../../wire/http.ts";
import { EVENT_STREAM, encodeEvent } from "../../../wire/protocols/event-stream.ts";
import { createDeferred } from "../environment/deferred.ts";
import { calledAs } from "../functions/functions.ts";
import type { InvokeResult } from "../functions/invocation.ts";
import { type InvokeCall, type InvokeDependencies, logResult, readInvocation } from "./invoke.ts";

/** `InvokeWithResponseStream`: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export function createInvokeWithResponseStream({
  functions,
}: Pick<InvokeDependencies, "functions">): (call: ApiCall) => Promise<HttpReply> {
  return async (call) => {
    const { type, ...invocation } = readInvocation(call, functions, ["RequestResponse", "DryRun"]);
    return type === "DryRun" ? { status: 204 } : stream(invocation);
  };
}

/** A call that is refused before anything has come is answered as `Invoke` answers it. */
async function stream({ resolved, wantsLog, ...request }: InvokeCall): Promise<HttpReply> {
  const frames = new PassThrough();
  // Nobody may be there any more to take what the function goes on to write.
  frames.on("error", () => {});
  const begun = createDeferred<void>();
  let hasBegun = false;
  const onChunk = (chunk: Buffer) => {
    hasBegun = true;
    frames.write(chunkFrame(chunk));
    begun.resolve();
  };
  const finished = resolved.target.invoke({ ...request, ...calledAs(resolved), onChunk }).then((result) => {
    // A handler that does not stream has answered all at once.
    if (!hasBegun && !result.functionError && result.payload !== "")
      frames.write(chunkFrame(Buffer.from(result.payload)));
    frames.end(completeFrame(result, wantsLog ? logResult(resolved, result) : undefined));
  });
  finished.catch((error: unknown) => frames.destroy(error instanceof Error ? error : undefined));
  await Promise.race([begun.promise, finished]);
  const headers = { "content-type": EVENT_STREAM, "x-amz-executed-version": resolved.executedVersion };
  return { status: 200, headers, stream: frames };
}

const frame = (event: string, contentType: string, payload: Buffer): Buffer =>
  encodeEvent({ headers: { ":event-type": event, ":content-type": contentType, ":message-type": "event" }, payload });

const chunkFrame = (chunk: Buffer): Buffer => frame("PayloadChunk", "application/octet-stream", chunk);

function completeFrame({ functionError, payload }: InvokeResult, LogResult: string | undefined): Buffer {
  const { errorType } = objectOf(parseJson(payload));
  const error = functionError && { ErrorCode: String(errorType ?? functionError), ErrorDetails: payload };
  return frame("InvokeComplete", "application/json", Buffer.from(JSON.stringify({ ...error, LogResult })));
}
