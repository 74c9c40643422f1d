import { type Connection, isLive, newConnection, type Target } from "../../src/core/connection.ts";
import type { Delivery } from "../../src/core/delivery.ts";
import type { Log } from "../../src/core/log.ts";
import type { Audience, Connections, Deliveries, PostOutcome, Sockets, Subscriptions } from "../../src/core/ports.ts";

export const NOW_MS = Date.UTC(2026, 0, 31, 12);
export const NOW_SECONDS = NOW_MS / 1000;

/** A connection that was opened a minute ago with an hour to go. */
export function connectionOf(connectionId: string, fields: Partial<Connection> = {}): Connection {
  const identity = { userId: "myuserid", sub: "examplesub", exp: NOW_SECONDS + 3600 };
  return { ...newConnection(identity, { connectionId, connectedAt: NOW_MS - 60_000 }), ...fields };
}

const targetOf = ({ connectionId, exp, ttl }: Connection): Target => ({ connectionId, exp, ttl });

/** Connections and subscriptions in memory, with the rules of the table. */
export function createRegistry() {
  const open = new Map<string, Connection>();
  const entities = new Map<string, Map<string, Connection>>();

  const connections: Connections = {
    put: async (connection) => void open.set(connection.connectionId, connection),
    find: async (connectionId) => open.get(connectionId),
    async remove(connectionId) {
      open.delete(connectionId);
      entities.delete(connectionId);
    },
  };
  const subscriptions: Subscriptions = {
    async add({ connectionId }, entityId, limit, nowMs) {
      const connection = open.get(connectionId);
      const own = entities.get(connectionId) ?? new Map<string, Connection>();
      if (own.has(entityId)) return "exists";
      if (!connection || !isLive(connection, nowMs) || own.size >= limit) return "refused";
      entities.set(connectionId, own.set(entityId, connection));
      return "added";
    },
    async remove(connectionId, entityId) {
      entities.get(connectionId)?.delete(entityId);
    },
  };
  const audience: Audience = {
    subscribersOf: async (entityId) => [...entities.values()].flatMap((own) => own.get(entityId) ?? []).map(targetOf),
    connectionsOf: async (userId) =>
      [...open.values()]
        .filter((one) => one.userId === userId)
        .map((one) => ({ ...targetOf(one), connectedAt: one.connectedAt })),
  };
  return { connections, subscriptions, audience };
}

/** Sockets that answer as told, in turn, and `delivered` after that. */
export function createSockets(scripts: Readonly<Record<string, readonly PostOutcome[]>> = {}) {
  const posts: { connectionId: string; message: unknown }[] = [];
  const delivered: Record<string, unknown[]> = {};
  let underWay = 0;
  let mostUnderWay = 0;
  const sockets: Sockets = {
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
  const dead: Delivery[] = [];
  // Through JSON, as a real queue does it.
  const copy = (delivery: Delivery): Delivery => JSON.parse(JSON.stringify(delivery));
  const deliveries: Deliveries = {
    enqueue: async (delivery, delaySeconds) => void queue.push({ delivery: copy(delivery), delaySeconds }),
    abandon: async (delivery) => void dead.push(copy(delivery)),
  };
  return { ...deliveries, queue, dead };
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
