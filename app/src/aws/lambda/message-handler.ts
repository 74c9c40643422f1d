import type { Answer } from "../../core/messages/action.ts";
import { createSenders, type Senders } from "../../core/messages/senders.ts";
import * as env from "../../env.ts";
import { logInvocation } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createRateCounters } from "../dynamodb/rate-counters.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { createClosing } from "../sqs/closing.ts";
import { createQueue } from "../sqs/queue.ts";
import type { InvocationContext, MessageEvent } from "./events.ts";
import { tracedMessages } from "./traced.ts";

/**
 * A handler for a two-way route. An error of ours is not caught: API Gateway tells the client "Internal server error",
 * and Lambda counts it.
 */
export function messageHandler(answer: Answer) {
  return tracedMessages(async ({ requestContext, body = "" }: MessageEvent, context: InvocationContext) => {
    const { connectionId } = requestContext;
    logInvocation(context, { connectionId });
    return { statusCode: 200, body: JSON.stringify(await answer(connectionId, body)) };
  });
}

/** Senders of messages, with the limits that the deployment sets. */
export function openSenders(table: Table): Senders {
  return createSenders({
    rateCounters: createRateCounters(table),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    limits: env.messageLimits(),
    metrics: createMetrics(),
    now: Date.now,
  });
}
