import { type Connection, wasRegistered } from "../../core/connections/connection.ts";
import type { Connections } from "../../core/connections/ports.ts";
import type { EntityRef, UserRef } from "../../core/references.ts";
import { backOff } from "../http/backoff.ts";
import type { AwsApiError } from "../http/json-api.ts";
import { connectionKey, connectionPartition, FOLLOWED_PREFIX, type ItemKey, userIndexKey } from "./keys.ts";
import { presenceKey } from "./presence-keys.ts";
import { isMet, mayReplaceThere, unlessConditionFails } from "./table/condition.ts";
import { setting } from "./table/setting.ts";
import { pagesOf, type Table } from "./table/table.ts";
import { createPlaces } from "./users.ts";

/** BatchWriteItem takes no more. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_SIZE = 25;
const BATCH_ATTEMPTS = 6;

/** Attributes that the connection loses where a newer token leaves them out. */
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
      const Item = { ...keys, ...connection, subscriptions: 0 };
      return isMet(table.put({ Item, ConditionExpression: "attribute_not_exists(closing)" }));
    },

    find: (connectionId) => table.get<Connection>(connectionKey(connectionId)),

    renew(connection) {
      const update = table.update({
        Key: connectionKey(connection.connectionId),
        ...setting({ ...NOTHING_SAID, ...connection }),
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(closing) AND ${mayReplaceThere(connection)}`,
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return unlessConditionFails(
        update.then(() => "renewed" as const),
        whyNotRenewed,
      );
    },

    async retire(connection) {
      // The connection first, as below. It leaves the index in which pushes look for users.
      const keys = { GSI1PK: undefined, GSI1SK: undefined };
      await table.update({ Key: connectionKey(connection.connectionId), ...setting({ ...keys, ...connection }) });
      await removeSubscriptions(table, connection.connectionId);
    },

    async remove(connectionId) {
      // The connection first: from then on no subscription can be added, and the query sees every one that was.
      const connection = await table.delete<Connection>(connectionKey(connectionId));
      if (connection && wasRegistered(connection)) await users.givePlacesBack(connection, [connection]);
      await removeSubscriptions(table, connectionId);
    },
  };
}

/** An error's item comes as DynamoDB sends it. */
function whyNotRenewed({ body: { Item } }: AwsApiError): "outdated" | "unknown" {
  return Item === undefined || "closing" in (Item as object) ? "unknown" : "outdated";
}

async function removeSubscriptions(table: Table, connectionId: string): Promise<void> {
  for await (const keys of remainingKeys(table, connectionId)) {
    for (let start = 0; start < keys.length; start += BATCH_SIZE)
      await deleteItems(table, keys.slice(start, start + BATCH_SIZE));
  }
}

async function* remainingKeys(table: Table, connectionId: string): AsyncGenerator<ItemKey[]> {
  const pages = pagesOf<OwnItem>(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :subscriptions)",
    ExpressionAttributeValues: { ":pk": connectionPartition(connectionId), ":subscriptions": FOLLOWED_PREFIX },
    ProjectionExpression: "pk, sk, tenant, userId, entityId",
    ConsistentRead: true,
  });
  for await (const items of pages) yield items.flatMap((item) => keysOf(connectionId, item));
}

/** Item of a connection's partition. Only subscriptions are of an entity. */
type OwnItem = ItemKey & UserRef & Partial<EntityRef>;

/** Presence first, which stands elsewhere: as long as there is the subscription, it is found again. */
function keysOf(connectionId: string, { pk, sk, tenant, userId, entityId }: OwnItem): ItemKey[] {
  const own = { pk, sk };
  return entityId === undefined ? [own] : [presenceKey({ tenant, userId, connectionId, entityId }), own];
}

/** Deletes up to `BATCH_SIZE` items. What DynamoDB leaves undone is asked for again. */
async function deleteItems(table: Table, keys: readonly ItemKey[]): Promise<void> {
  let remaining = keys;
  for (let attempt = 0; remaining.length > 0; attempt++) {
    if (attempt === BATCH_ATTEMPTS) throw new Error(`DynamoDB left ${remaining.length} deletions undone.`);
    if (attempt > 0) await backOff(attempt - 1);
    remaining = await table.deleteBatch(remaining);
  }
}
