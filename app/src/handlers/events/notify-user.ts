import { sendUserPushNotificationEvent } from "@portcullis/contract";
import { createInboxes } from "../../aws/dynamodb/inbox/inboxes.ts";
import { createProcessedEvents } from "../../aws/dynamodb/processed-events.ts";
import { createSubscribers } from "../../aws/dynamodb/subscribers.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { eventOf, queueHandler } from "../../aws/lambda/queue-handler.ts";
import { notifyUser } from "../../core/push/publish.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const ports = {
  ...openDeliverDependencies(table),
  subscribers: createSubscribers(table),
  processedEvents: createProcessedEvents(table, Date.now),
  inboxes: createInboxes(table, { ...env.inboxLimits(), now: Date.now }),
};

/** Pushes notifications to all connections of a user. */
export const handler = queueHandler(
  eventOf("Send User Push Notification", sendUserPushNotificationEvent.payload),
  (event, { traceparent }) => notifyUser({ ...event, traceparent }, ports),
);
