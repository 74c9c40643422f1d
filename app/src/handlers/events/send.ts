import { createPresences } from "../../aws/dynamodb/presences.ts";
import { createProcessedEvents } from "../../aws/dynamodb/processed-events.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { queueHandler } from "../../aws/lambda/queue-handler.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { waitingSchema } from "../../core/presence/look.ts";
import { send } from "../../core/push/send.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const presences = createPresences(table, Date.now);
const deadLetters = createQueue(env.deadLetterQueueUrl());
const ports = {
  ...openDeliverDependencies(table),
  processedEvents: createProcessedEvents(table, Date.now),
  abandon: (delivery: object) => deadLetters.send([JSON.stringify(delivery)]),
};

/** Makes deliveries that could not be made at once, and has somebody looked at whose time has come. */
export const handler = queueHandler(waitingSchema, (waiting) =>
  waiting.kind === "delivery" ? send(waiting, ports) : presences.nudge(waiting, waiting.userId),
);
