import type { Connection } from "../core/connection.ts";
import {
  connectionKey,
  connectionPartition,
  type EntityRef,
  type ItemKey,
  type UserRef,
  userIndexKey,
} from "../core/keys.ts";
import type { Connections } from "../core/ports.ts";
import { presenceKey } from "../core/presence-keys.ts";
import { backOff } from "./backoff.ts";
import { isMet } from "./condition.ts";
import { pagesOf, type Table } from "./table.ts";
import { createPlaces } from "./users.ts";

/** BatchWriteItem takes no more. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_SIZE = 25;
const BATCH_ATTEMPTS = 6;

/** What a newer token leaves out, the connection loses. */
const NOTHING_SAID = {
  tenant: undefined,
  firstName: undefined,
  lastName: undefined,
  iat: undefined,
  jti: undefined,
  permissions: undefined,
};

export function createConnections(table: Table): Connections {
  const users = createPlaces(table);
  return {
    async put(connection) {
      const { connectionId } = connection;
      const keys = { ...connectionKey(connectionId), ...userIndexKey(connection, connectionId) };
      await table.put({ Item: { ...keys, ...connection, subscriptions: 0 } });
    },

    find: (connectionId) => table.get<Connection>(connectionKey(connectionId)),

    renew(connection) {
      const Key = connectionKey(connection.connectionId);
      return isMet(table.update({ Key, ConditionExpression: "attribute_exists(pk)", ...renewal(connection) }));
    },

    async remove(connectionId) {
      // The connection first: from then on no subscription can be added, and the query sees every one that was.
      const connection = await table.delete<Connection>(connectionKey(connectionId));
      if (connection) await users.givePlacesBack(connection, [connection]);
      for await (const keys of remainingKeys(table, connectionId)) {
        for (let start = 0; start < keys.length; start += BATCH_SIZE)
          await deleteItems(table, keys.slice(start, start + BATCH_SIZE));
      }
    },
  };
}

/** Sets what there is, and removes what there is not any more. */
function renewal(connection: Connection) {
  const entries = Object.entries({ ...NOTHING_SAID, ...connection });
  const isSaid = ([, value]: (typeof entries)[number]) => value !== undefined;
  const said = entries.filter(isSaid);
  const unsaid = entries.filter((entry) => !isSaid(entry));
  const set = said.map(([name]) => `#${name} = :${name}`);
  const remove = unsaid.map(([name]) => `#${name}`);
  return {
    UpdateExpression: [`SET ${set}`, ...(remove.length > 0 ? [`REMOVE ${remove}`] : [])].join(" "),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(said.map(([name, value]) => [`:${name}`, value])),
  };
}

async function* remainingKeys(table: Table, connectionId: string): AsyncGenerator<ItemKey[]> {
  const pages = pagesOf<OwnItem>(table, {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": connectionPartition(connectionId) },
    ProjectionExpression: "pk, sk, tenant, userId, entityId",
    ConsistentRead: true,
  });
  for await (const items of pages) yield items.flatMap((item) => keysOf(connectionId, item));
}

/** Of a connection's partition. Only subscriptions are of an entity. */
type OwnItem = ItemKey & UserRef & Partial<EntityRef>;

/** Presence first, which stands elsewhere: as long as there is the subscription, it is found again. */
function keysOf(connectionId: string, { pk, sk, tenant, userId, entityId }: OwnItem): ItemKey[] {
  const own = { pk, sk };
  return entityId === undefined ? [own] : [presenceKey({ tenant, userId, connectionId, entityId }), own];
}

/** Up to `BATCH_SIZE` items. What DynamoDB leaves undone is asked for again. */
async function deleteItems(table: Table, keys: readonly ItemKey[]): Promise<void> {
  let remaining = keys;
  for (let attempt = 0; remaining.length > 0; attempt++) {
    if (attempt === BATCH_ATTEMPTS) throw new Error(`DynamoDB left ${remaining.length} deletions undone.`);
    if (attempt > 0) await backOff(attempt - 1);
    remaining = await table.deleteBatch(remaining);
  }
}
