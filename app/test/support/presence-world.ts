import type { Connection } from "../../src/core/connections/connection.ts";
import type { Look } from "../../src/core/presence/look.ts";
import { presence } from "../../src/core/presence/presence.ts";
import { type PresenceChange, tellPresence } from "../../src/core/presence/presence-change.ts";
import { connectionOf, NOW_MS } from "./fakes.ts";
import { createPresences } from "./presences.ts";
import { createPushWorld } from "./push-world.ts";

const GRACE_MS = 5_000;

interface Asking {
  readonly follow?: "members" | "count";
  readonly since?: number | undefined;
  readonly data?: unknown;
}

/** Everything that tells who is there in one entity, `room`, in memory. */
export function createPresenceWorld({ between = async () => {} } = {}) {
  const push = createPushWorld();
  let nowMs = NOW_MS;
  const now = () => nowMs;
  const presences = createPresences({ now, between });
  const looks: { look: Look; dueAtMs: number }[] = [];
  const ports = {
    ...push.ports,
    now,
    presences,
    graceMs: GRACE_MS,
    looks: {
      ask: async (look: Look, delaySeconds: number) => {
        looks.push({ look, dueAtMs: nowMs + delaySeconds * 1000 });
      },
    },
  };
  const act = presence({ ...ports, newId: () => "asked", mayFollow: () => true });
  const connections = new Map<string, Connection>();
  let number = 0;

  const changeOf = (userId: string | undefined, fields: Partial<PresenceChange> = {}): PresenceChange => ({
    id: `change-${++number}`,
    time: new Date(nowMs).toISOString(),
    entity: { entityId: "room" },
    userId,
    ...fields,
  });

  async function leave(connectionId: string): Promise<PresenceChange> {
    const connection = connections.get(connectionId) ?? connectionOf(connectionId);
    presences.leave(connection, "room");
    return changeOf(connection.userId, { gone: connectionId });
  }

  return {
    ...push,
    ports,
    presences,
    looks,
    changeOf,
    advance(ms: number) {
      nowMs += ms;
      push.advanceTo(nowMs);
    },
    tell: (...changes: readonly PresenceChange[]) => tellPresence(changes, ports),
    /** Looks that are due, as changes. */
    dueLooks: () =>
      looks.splice(0, looks.length).flatMap((waiting) => {
        if (waiting.dueAtMs <= nowMs) return [changeOf(waiting.look.userId)];
        looks.push(waiting);
        return [];
      }),
    /** A connection of a user, which subscribes. */
    async join(connectionId: string, userId = connectionId): Promise<PresenceChange> {
      const connection = connectionOf(connectionId, { userId });
      connections.set(connectionId, connection);
      await push.ports.connections.put(connection);
      presences.join(connection, "room");
      return changeOf(userId);
    },
    /** The connection unsubscribes. */
    leave,
    /** The connection ends. */
    async lose(connectionId: string): Promise<PresenceChange> {
      await push.ports.connections.remove(connectionId);
      return leave(connectionId);
    },
    /** Asks, and resolves with the answer. */
    question: (connectionId: string, asking: Asking = {}) =>
      act(
        connections.get(connectionId) ?? connectionOf(connectionId),
        { action: "presence", entityId: "room", ...asking },
        async () => undefined,
      ),
    /** The connection asks, or says something of its user. */
    async ask(connectionId: string, asking: Asking = {}): Promise<PresenceChange> {
      const connection = connections.get(connectionId) ?? connectionOf(connectionId);
      await act(connection, { action: "presence", entityId: "room", ...asking }, async () => undefined);
      return changeOf(connection.userId);
    },
    sentTo: (connectionId: string) => push.ports.sockets.delivered[connectionId] ?? [],
  };
}
