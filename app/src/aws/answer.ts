import type { ServerMessage } from "@portcullis/contract";
import type { MessageEvent } from "./events.ts";

/**
 * A handler for a two-way route. An error of ours is not caught: API Gateway tells the client "Internal server error",
 * and Lambda counts it.
 */
export function answering(answer: (connectionId: string, text: string) => Promise<ServerMessage>) {
  return async ({ requestContext, body = "" }: MessageEvent) => ({
    statusCode: 200,
    body: JSON.stringify(await answer(requestContext.connectionId, body)),
  });
}
