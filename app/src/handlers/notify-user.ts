import { sendUserPushNotificationEvent } from "@portcullis/contract";
import { createAudience } from "../aws/audience.ts";
import { createDeliverPorts } from "../aws/deliver-ports.ts";
import { createLedger } from "../aws/ledger.ts";
import { eventOf, queueHandler } from "../aws/queue-handler.ts";
import { openTable } from "../aws/table.ts";
import { notifyUser } from "../core/publish.ts";
import * as env from "../env.ts";

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
