import type { DeliverPorts } from "../core/deliver.ts";
import { createStalls } from "../core/stalls.ts";
import * as env from "../env.ts";
import { createClosing } from "./closing.ts";
import { createConnections } from "./connections.ts";
import { createDeliveries } from "./deliveries.ts";
import { log } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { createQueue } from "./queue.ts";
import { createSockets } from "./sockets.ts";
import type { Table } from "./table.ts";

/** What every function that pushes needs. */
export function createDeliverPorts(table: Table): DeliverPorts {
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
