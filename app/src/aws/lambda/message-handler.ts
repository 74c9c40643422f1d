import type { Answer } from "../../core/messages/action.ts";
import { logInvocation } from "../cloudwatch/logger.ts";
import type { InvocationContext, MessageEvent } from "./events.ts";

/**
 * A handler for a two-way route. An error of ours is not caught: API Gateway tells the client "Internal server error",
 * and Lambda counts it.
 */
export function answering(answer: Answer) {
  return async ({ requestContext, body = "" }: MessageEvent, context: InvocationContext) => {
    const { connectionId } = requestContext;
    logInvocation(context, { connectionId });
    return { statusCode: 200, body: JSON.stringify(await answer(connectionId, body)) };
  };
}
