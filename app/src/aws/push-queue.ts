import * as z from "zod/mini";
import { processBatch } from "../core/batch.ts";
import { deliver } from "../core/deliver.ts";
import { deliverySchema } from "../core/delivery.ts";
import type { Published, PublishPorts } from "../core/publish.ts";
import { env } from "../env.ts";
import { createAudience } from "./audience.ts";
import { createConnections } from "./connections.ts";
import { createDeliveries } from "./deliveries.ts";
import type { InvocationContext, QueueEvent } from "./events.ts";
import { log, logInvocation } from "./logger.ts";
import { createSockets } from "./sockets.ts";
import { openTable } from "./table.ts";

/** About the worst that one message takes: 100 posts, 50 at once, of 2 attempts each that time out after 3 seconds. */
const MESSAGE_BUDGET_MS = 12_000;

/** The handler of a queue with events of one kind, and with the deliveries that could not be made at once. */
export function pushHandler<Detail>(
  detailSchema: z.ZodMiniType<Detail>,
  publish: (event: Published<Detail>, ports: PublishPorts) => Promise<void>,
) {
  const ports = createPorts();
  const eventSchema = z.object({ id: z.string(), time: z.iso.datetime(), detail: detailSchema });

  async function process({ body }: { readonly body: string }): Promise<void> {
    const content: unknown = JSON.parse(body);
    const delivery = z.safeParse(deliverySchema, content);
    if (delivery.success) return deliver(delivery.data, ports);
    await publish(z.parse(eventSchema, content), ports);
  }

  return async ({ Records }: QueueEvent, context: InvocationContext) => {
    logInvocation(context);
    const hasTime = () => context.getRemainingTimeInMillis() > MESSAGE_BUDGET_MS;
    return processBatch(Records, { process, hasTime, log });
  };
}

function createPorts(): PublishPorts {
  const table = openTable(env.tableName);
  return {
    audience: createAudience(table),
    connections: createConnections(table),
    sockets: createSockets(env.managementEndpoint, log),
    deliveries: createDeliveries(env.queueUrl, env.deadLetterQueueUrl),
    now: Date.now,
    random: Math.random,
    log,
  };
}
