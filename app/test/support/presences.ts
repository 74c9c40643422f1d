import { type Presence, presenceKey, presencePartition, toldKey } from "../../src/aws/dynamodb/presence-keys.ts";
import type { Connection } from "../../src/core/connections/connection.ts";
import type { Presences } from "../../src/core/presence/ports.ts";
import type { EntityRef } from "../../src/core/references.ts";

const presenceOf = ({ tenant, userId, connectionId }: Connection, entityId: string): Presence => ({
  tenant,
  userId,
  connectionId,
  entityId,
});
const textOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

/** Presences in memory, with the rules of the table. */
export function createPresences() {
  const rows = new Map<string, { presence: Presence; connection: Connection; watches: boolean }>();
  const told = new Set<string>();
  let fails = false;
  const rowsOf = (entity: EntityRef) =>
    [...rows.values()].filter(({ presence }) => presencePartition(presence) === presencePartition(entity));

  const presences: Presences = {
    async watch(connection, entityId) {
      const row = rows.get(textOf(presenceKey(presenceOf(connection, entityId))));
      if (row) row.watches = true;
      return row !== undefined;
    },
    usersOf: async (entity) => [...new Set(rowsOf(entity).map(({ presence }) => presence.userId))].sort(),
    isThere: async (entity, userId) => rowsOf(entity).some(({ presence }) => presence.userId === userId),
    wasTold: async (entity, userId) => told.has(textOf(toldKey(entity, userId))),
    async noteTold(entity, userId, isThere) {
      if (fails) {
        fails = false;
        throw new Error("DynamoDB is down.");
      }
      if (isThere) told.add(textOf(toldKey(entity, userId)));
      else told.delete(textOf(toldKey(entity, userId)));
    },
    watchersOf: async (entity) =>
      rowsOf(entity).flatMap(({ connection: { connectionId, exp, ttl }, watches }) =>
        watches ? [{ connectionId, exp, ttl }] : [],
      ),
  };
  return {
    ...presences,
    join(connection: Connection, entityId: string) {
      const presence = presenceOf(connection, entityId);
      rows.set(textOf(presenceKey(presence)), { presence, connection, watches: false });
    },
    leave(connection: Connection, entityId: string) {
      rows.delete(textOf(presenceKey(presenceOf(connection, entityId))));
    },
    /** The next note cannot be written. */
    failOnce() {
      fails = true;
    },
  };
}
