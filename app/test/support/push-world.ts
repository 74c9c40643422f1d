import type { PostOutcome } from "../../src/core/connections/ports.ts";
import type { Delivery } from "../../src/core/push/delivery.ts";
import { createPace } from "../../src/core/push/pace.ts";
import { send } from "../../src/core/push/send.ts";
import { createStalls } from "../../src/core/push/stalls.ts";
import { shardOf } from "../../src/core/subscriptions/subscribe.ts";
import { createEntities } from "./entities.ts";
import {
  connectionOf,
  createDeliveries,
  createLog,
  createMetrics,
  createRegistry,
  createSockets,
  NOW_MS,
} from "./fakes.ts";
import { createInboxes } from "./memory/inboxes.ts";

export interface PushWorldOptions {
  /** Outcomes of posts to a connection, in turn; `delivered` after that. */
  readonly scripts?: Readonly<Record<string, readonly PostOutcome[]>>;
  readonly pageSize?: number;
  readonly shards?: number;
}

/** All that publishers and the sender need, in memory. */
export function createPushWorld({ scripts = {}, pageSize, shards = 1 }: PushWorldOptions = {}) {
  const registry = createRegistry({ pageSize });
  const deliveries = createDeliveries();
  const dead: Delivery[] = [];
  const closed: [connectionId: string, code: string][] = [];
  let nowMs = NOW_MS;
  const ports = {
    ...registry,
    ...createEntities({ shards }),
    inboxes: createInboxes(),
    deliveries,
    sockets: createSockets(scripts),
    metrics: createMetrics(),
    log: createLog(),
    now: () => nowMs,
    stalls: createStalls(() => nowMs),
    pace: createPace(() => nowMs),
    hasTime: () => true,
    random: () => 1,
    abandon: async (delivery: Delivery) => void dead.push(delivery),
    closing: { ask: async (...request: [string, string]) => void closed.push(request) },
  };
  return {
    ports,
    dead,
    closed,
    advanceTo(ms: number) {
      nowMs = ms;
    },
    async connect(connectionId: string, ...entityIds: string[]) {
      const connection = connectionOf(connectionId);
      await registry.connections.put(connection);
      for (const entityId of entityIds) {
        const subscription = { connection, entityId, shard: shardOf(connectionId, shards) };
        await registry.subscriptions.add(subscription, 1000, nowMs);
      }
    },
    /** Works the queue off as Lambda does it; answers with the delays that there were. */
    async drain(): Promise<number[]> {
      const delays: number[] = [];
      for (let next = deliveries.queue.shift(); next; next = deliveries.queue.shift()) {
        delays.push(next.delaySeconds);
        await send(next.delivery, ports);
      }
      return delays;
    },
  };
}

export type PushWorld = ReturnType<typeof createPushWorld>;

export const event = <Detail>(detail: Detail, id = "event-1") => ({ id, time: new Date(NOW_MS).toISOString(), detail });
