import { createDeliverPorts } from "../aws/deliver-ports.ts";
import { createLedger } from "../aws/ledger.ts";
import { createQueue } from "../aws/queue.ts";
import { queueHandler } from "../aws/queue-handler.ts";
import { openTable } from "../aws/table.ts";
import { deliverySchema } from "../core/delivery.ts";
import { send } from "../core/send.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const deadLetters = createQueue(env.deadLetterQueueUrl());
const ports = {
  ...createDeliverPorts(table),
  ledger: createLedger(table, Date.now),
  abandon: (delivery: object) => deadLetters.send([JSON.stringify(delivery)]),
};

/** Makes deliveries that could not be made at once. */
export const handler = queueHandler(deliverySchema, (delivery) => send(delivery, ports));
