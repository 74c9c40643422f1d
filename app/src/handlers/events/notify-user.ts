import { sendUserPushNotificationEvent } from "@portcullis/contract";
import { createLedger } from "../../aws/dynamodb/processed-events.ts";
import { createAudience } from "../../aws/dynamodb/subscribers.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { createDeliverPorts } from "../../aws/lambda/deliver-ports.ts";
import { eventOf, queueHandler } from "../../aws/lambda/queue-handler.ts";
import { notifyUser } from "../../core/push/publish.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const ports = {
  ...createDeliverPorts(table),
  audience: createAudience(table),
  ledger: createLedger(table, Date.now),
};

/** Pushes notifications to all connections of a user. */
export const handler = queueHandler(
  eventOf("Send User Push Notification", sendUserPushNotificationEvent.payload),
  (event) => notifyUser(event, ports),
);
