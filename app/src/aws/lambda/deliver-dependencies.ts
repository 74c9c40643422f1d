import type { DeliverDependencies } from "../../core/push/deliver.ts";
import { createStalls } from "../../core/push/stalls.ts";
import * as env from "../../env.ts";
import { log } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createConnections } from "../dynamodb/connections.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { createSockets } from "../management-api/sockets.ts";
import { createClosing } from "../sqs/closing.ts";
import { createDeliveries, createQueue } from "../sqs/queue.ts";

/** Dependencies of every function that pushes. */
export function openDeliverDependencies(table: Table): DeliverDependencies {
  return {
    connections: createConnections(table),
    sockets: createSockets(env.managementEndpoint(), log),
    stalls: createStalls(Date.now),
    deliveries: createDeliveries(createQueue(env.deliveryQueueUrl())),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    metrics: createMetrics(),
    now: Date.now,
    random: Math.random,
    log,
  };
}
