import * as z from "zod/mini";
import { log } from "../aws/logger.ts";
import { createMetrics } from "../aws/metrics.ts";
import { createNotifications } from "../aws/notifications.ts";
import { createQueue } from "../aws/queue.ts";
import { queueHandler } from "../aws/queue-handler.ts";
import { createRequests } from "../aws/requests.ts";
import { openTable } from "../aws/table.ts";
import { runRequest } from "../core/run-request.ts";
import { WORKS as works } from "../core/work.ts";
import * as env from "../env.ts";

const httpUrl = env.httpUrl();
const ports = {
  requests: createRequests(openTable(env.tableName()), Date.now),
  notifications: createNotifications(createQueue(env.notificationQueueUrl()), Date.now),
  works,
  urlOf: (requestId: string) => `${httpUrl}/requests/${requestId}`,
  metrics: createMetrics(),
  now: Date.now,
  log,
};

const schema = z.object({ requestId: z.string(), tenant: z.optional(z.string()) });

/** Does the work of requests, and tells their users. */
export const handler = queueHandler(schema, (request, { attempt }) => runRequest({ ...request, attempt }, ports));
