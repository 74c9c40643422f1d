import type { DeliverDependencies } from "../../core/push/deliver.ts";
import { createPace } from "../../core/push/pace.ts";
import { createStalls } from "../../core/push/stalls.ts";
import * as env from "../../env.ts";
import { log } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createConnections } from "../dynamodb/connections.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { createSockets } from "../management-api/sockets.ts";
import { createClosing } from "../sqs/closing.ts";
import { createDeliveries, createQueue } from "../sqs/queue.ts";

/** Beside the time in which posts are begun, it fits into the time that a function has for a step. */
const LONGEST_POST_MS = 8_000;

/** Dependencies of every function that pushes. */
export function openDeliverDependencies(table: Table): DeliverDependencies {
  return {
    connections: createConnections(table),
    sockets: createSockets(env.managementEndpoint(), log, { longestPostMs: LONGEST_POST_MS }),
    stalls: createStalls(Date.now),
    pace: createPace(Date.now),
    deliveries: createDeliveries(createQueue(env.deliveryQueueUrl())),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    metrics: createMetrics(),
    now: Date.now,
    random: Math.random,
    log,
  };
}
