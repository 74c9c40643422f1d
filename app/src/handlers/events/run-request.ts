import * as z from "zod/mini";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createMetrics } from "../../aws/cloudwatch/metrics.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { queueHandler } from "../../aws/lambda/queue-handler.ts";
import { timer } from "../../aws/lambda/time.ts";
import { createNotifications } from "../../aws/sqs/notifications.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { createStreamEvents } from "../../aws/sqs/stream-events.ts";
import { runRequest } from "../../core/requests/run-request.ts";
import { WORKS as works } from "../../core/requests/work.ts";
import * as env from "../../env.ts";

const httpUrl = env.httpUrl();
const ports = {
  requests: createRequests(openTable(env.tableName()), Date.now),
  notifications: createNotifications(createQueue(env.notificationQueueUrl()), Date.now),
  streamEvents: createStreamEvents(createQueue(env.streamQueueUrl()), Date.now),
  timer,
  works,
  urlOf: (requestId: string) => `${httpUrl}/requests/${requestId}`,
  metrics: createMetrics(),
  now: Date.now,
  log,
};

const schema = z.object({ requestId: z.string(), tenant: z.optional(z.string()) });

/** Does the work of requests, and tells their users. */
export const handler = queueHandler(schema, (request, { attempt, leftMs, traceparent }) =>
  runRequest({ ...request, attempt, leftMs, traceparent }, ports),
);
