import { userPartition } from "../../src/aws/dynamodb/keys.ts";
import {
  type Connection,
  hasSameToken,
  isLive,
  mayReplace,
  newConnection,
  type Target,
} from "../../src/core/connections/connection.ts";
import type { Connections, PostOutcome, Sockets } from "../../src/core/connections/ports.ts";
import type { Log, Metrics } from "../../src/core/ports.ts";
import type { Delivery } from "../../src/core/push/delivery.ts";
import type { Deliveries, Subscribers } from "../../src/core/push/ports.ts";
import type { NewSubscription, Subscriptions } from "../../src/core/subscriptions/ports.ts";

export const NOW_MS = Date.UTC(2026, 0, 31, 12);
export const NOW_SECONDS = NOW_MS / 1000;

/** A connection that was opened a minute ago with an hour to go. */
export function connectionOf(connectionId: string, fields: Partial<Connection> = {}): Connection {
  const identity = { userId: "myuserid", sub: "examplesub", exp: NOW_SECONDS + 3600 };
  return { ...newConnection(identity, { connectionId, connectedAt: NOW_MS - 60_000 }), ...fields };
}

const targetOf = ({ connectionId, exp, ttl }: Connection): Target => ({ connectionId, exp, ttl });

/** Connections and subscriptions in memory, with the rules of the table. */
export function createRegistry({ pageSize = 1000 } = {}) {
  const open = new Map<string, Connection>();
  const entities = new Map<string, Map<string, NewSubscription>>();

  const connections: Connections = {
    async put(connection) {
      const isClosing = open.get(connection.connectionId)?.closing !== undefined;
      if (!isClosing) open.set(connection.connectionId, connection);
      return !isClosing;
    },
    find: async (connectionId) => open.get(connectionId),
    async renew(connection) {
      const current = open.get(connection.connectionId);
      if (!current || current.closing) return "unknown";
      if (!mayReplace(connection, current)) return "outdated";
      open.set(connection.connectionId, connection);
      return "renewed";
    },
    async retire(connection) {
      const { connectionId } = connection;
      open.set(connectionId, { sub: "", ...open.get(connectionId), ...connection });
      entities.delete(connectionId);
    },
    async remove(connectionId) {
      open.delete(connectionId);
      entities.delete(connectionId);
    },
  };
  const subscriptions: Pick<Subscriptions, "add" | "remove"> = {
    async add(subscription, limit, nowMs) {
      const { entityId } = subscription;
      const { connectionId } = subscription.connection;
      const connection = open.get(connectionId);
      const own = entities.get(connectionId) ?? new Map<string, NewSubscription>();
      if (own.has(entityId)) return "exists";
      if (!connection || !hasSameToken(connection, subscription.connection)) return "refused";
      if (!isLive(connection, nowMs) || own.size >= limit) return "refused";
      entities.set(connectionId, own.set(entityId, subscription));
      return "added";
    },
    async remove({ connectionId }, entityId) {
      entities.get(connectionId)?.delete(entityId);
    },
  };
  const subscribers: Subscribers = {
    async pageOf({ entityId, tenant }, { shard, after }) {
      const inShard = [...entities.values()]
        .flatMap((own) => own.get(entityId) ?? [])
        .filter((one) => one.connection.tenant === tenant && one.shard === shard)
        .map(({ connection }) => targetOf(connection))
        .filter(({ connectionId }) => connectionId > (after ?? ""))
        .sort((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
      const targets = inShard.slice(0, pageSize);
      return { targets, ...(inShard.length > pageSize && { after: targets.at(-1)?.connectionId }) };
    },
    connectionsOf: async (user) =>
      [...open.values()]
        .filter((one) => userPartition(one) === userPartition(user) && !one.closing)
        .map((one) => ({ ...targetOf(one), connectedAt: one.connectedAt })),
  };
  return { connections, subscriptions, subscribers };
}

/** Sockets that answer as told, in turn, and `delivered` after that. */
export function createSockets(scripts: Readonly<Record<string, readonly PostOutcome[]>> = {}) {
  const posts: { connectionId: string; message: unknown }[] = [];
  const delivered: Record<string, unknown[]> = {};
  let underWay = 0;
  let mostUnderWay = 0;
  const sockets: Pick<Sockets, "post"> = {
    async post(connectionId, text) {
      mostUnderWay = Math.max(mostUnderWay, ++underWay);
      await Promise.resolve();
      underWay--;
      const tries = posts.filter((post) => post.connectionId === connectionId).length;
      const outcome = scripts[connectionId]?.[tries] ?? "delivered";
      const message: unknown = JSON.parse(text);
      posts.push({ connectionId, message });
      if (outcome === "delivered") delivered[connectionId] = [...(delivered[connectionId] ?? []), message];
      return outcome;
    },
  };
  return { ...sockets, posts, delivered, mostUnderWay: () => mostUnderWay };
}

export function createDeliveries() {
  const queue: { delivery: Delivery; delaySeconds: number }[] = [];
  // Through JSON, as a real queue does it.
  const copy = (delivery: Delivery): Delivery => JSON.parse(JSON.stringify(delivery));
  const deliveries: Deliveries = {
    async enqueue(some, delaySeconds) {
      queue.push(...some.map((delivery) => ({ delivery: copy(delivery), delaySeconds })));
    },
  };
  return { ...deliveries, queue };
}

export function createMetrics() {
  const counts: Record<string, number> = {};
  const latencies: number[] = [];
  const metrics: Metrics = {
    count(name, value, cause) {
      const key = cause === undefined ? name : `${name} ${cause}`;
      counts[key] = (counts[key] ?? 0) + value;
    },
    durations: (_name, milliseconds) => void latencies.push(...milliseconds),
  };
  return { ...metrics, counts, latencies };
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function createLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  return { info: write("info"), warn: write("warn"), error: write("error"), lines };
}
