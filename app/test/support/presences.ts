import { type Presence, presenceKey, presencePartition } from "../../src/aws/dynamodb/presence-keys.ts";
import type { Connection } from "../../src/core/connections/connection.ts";
import type { Attendance, Member, Presences, Tally, Watch } from "../../src/core/presence/ports.ts";
import type { EntityRef } from "../../src/core/references.ts";
import { NOW_MS } from "./fakes.ts";

interface Row {
  readonly presence: Presence;
  readonly connection: Connection;
  readonly watches: Set<Watch>;
  data?: string | undefined;
  dataAtMs?: number;
}

interface Told {
  tally?: Tally | undefined;
  readonly members: Map<string, Member>;
}

export interface PresencesOptions {
  readonly now?: () => number;
  /** Runs after a tally was read. */
  readonly between?: () => Promise<void>;
}

const presenceOf = ({ tenant, userId, connectionId }: Connection, entityId: string): Presence => ({
  tenant,
  userId,
  connectionId,
  entityId,
});
const textOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

/** Presences in memory, with the rules of the table. */
export function createPresences({ now = () => NOW_MS, between = async () => {} }: PresencesOptions = {}) {
  const rows = new Map<string, Row>();
  const entities = new Map<string, Told>();
  const nudged: (string | undefined)[] = [];
  let fails = false;
  let diesTelling = false;
  const rowOf = (connection: Connection, entityId: string) =>
    rows.get(textOf(presenceKey(presenceOf(connection, entityId))));
  const rowsOf = (entity: EntityRef) =>
    [...rows.values()].filter(({ presence }) => presencePartition(presence) === presencePartition(entity));

  function toldOf(entity: EntityRef): Told {
    const name = presencePartition(entity);
    const told = entities.get(name) ?? { members: new Map() };
    entities.set(name, told);
    return told;
  }

  const presences: Presences = {
    async note(connection, entityId, { watch, data }) {
      const row = rowOf(connection, entityId);
      if (row && watch) row.watches.add(watch);
      if (row && data !== undefined) Object.assign(row, { data: data ?? undefined, dataAtMs: now() });
      return row !== undefined;
    },
    attendancesOf: async (entity, userId) =>
      rowsOf(entity)
        .filter(({ presence }) => userId === undefined || presence.userId === userId)
        .map(
          ({ connection: { exp, ttl }, presence, watches, data, dataAtMs }): Attendance => ({
            userId: presence.userId,
            data,
            dataAtMs,
            endsAtMs: Math.min(exp, ttl) * 1000,
            isWatching: watches.size > 0,
          }),
        ),
    async tallyOf(entity) {
      const { tally } = toldOf(entity);
      await between();
      return tally;
    },
    memberOf: async (entity, userId) => toldOf(entity).members.get(userId),
    membersOf: async (entity) => [...toldOf(entity).members.values()],
    async commit(entity, before, after, { written, removed }) {
      if (fails) {
        fails = false;
        throw new Error("DynamoDB is down.");
      }
      const told = toldOf(entity);
      if (told.tally?.revision !== before?.revision) return false;
      told.tally = after;
      for (const member of written) told.members.set(member.userId, member);
      for (const userId of removed) told.members.delete(userId);
      return true;
    },
    async watchersOf(entity) {
      if (diesTelling) {
        diesTelling = false;
        throw new Error("The function died.");
      }
      return rowsOf(entity).flatMap(({ connection: { connectionId, exp, ttl }, watches }) =>
        watches.size > 0 ? [{ connectionId, exp, ttl, watches: [...watches] }] : [],
      );
    },
    nudge: async (_, userId) => void nudged.push(userId),
  };
  return {
    ...presences,
    /** Users who are to be looked at; undefined for all. */
    nudged,
    join(connection: Connection, entityId: string) {
      const presence = presenceOf(connection, entityId);
      rows.set(textOf(presenceKey(presence)), { presence, connection, watches: new Set() });
    },
    leave(connection: Connection, entityId: string) {
      rows.delete(textOf(presenceKey(presenceOf(connection, entityId))));
    },
    /** The next step is written, and not told. */
    dieTellingOnce() {
      diesTelling = true;
    },
    /** The next step cannot be written. */
    failOnce() {
      fails = true;
    },
  };
}
