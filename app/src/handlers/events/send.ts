import { createProcessedEvents } from "../../aws/dynamodb/processed-events.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { queueHandler } from "../../aws/lambda/queue-handler.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { deliverySchema } from "../../core/push/delivery.ts";
import { send } from "../../core/push/send.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const deadLetters = createQueue(env.deadLetterQueueUrl());
const ports = {
  ...openDeliverDependencies(table),
  processedEvents: createProcessedEvents(table, Date.now),
  abandon: (delivery: object) => deadLetters.send([JSON.stringify(delivery)]),
};

/** Makes deliveries that could not be made at once. */
export const handler = queueHandler(deliverySchema, (delivery) => send(delivery, ports));
