import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
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
import { unlessConditionFails } from "./condition.ts";
import type { Table } from "./table.ts";
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
  const { documents, TableName } = table;
  const users = createPlaces(table);
  return {
    async put(connection) {
      const { connectionId } = connection;
      const keys = { ...connectionKey(connectionId), ...userIndexKey(connection, connectionId) };
      await documents.send(new PutCommand({ TableName, Item: { ...keys, ...connection, subscriptions: 0 } }));
    },

    async find(connectionId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: connectionKey(connectionId), ConsistentRead: true }),
      );
      return Item as Connection | undefined;
    },

    async renew(connection) {
      const Key = connectionKey(connection.connectionId);
      const update = new UpdateCommand({
        TableName,
        Key,
        ConditionExpression: "attribute_exists(pk)",
        ...renewal(connection),
      });
      return unlessConditionFails(
        documents.send(update).then(() => true),
        false,
      );
    },

    async remove(connectionId) {
      // The connection first: from then on no subscription can be added, and the query sees every one that was.
      const { Attributes } = await documents.send(
        new DeleteCommand({ TableName, Key: connectionKey(connectionId), ReturnValues: "ALL_OLD" }),
      );
      if (Attributes) await users.givePlacesBack(Attributes as Connection, [Attributes as Connection]);
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

async function* remainingKeys({ documents, TableName }: Table, connectionId: string): AsyncGenerator<ItemKey[]> {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": connectionPartition(connectionId) },
      ProjectionExpression: "pk, sk, tenant, userId, entityId",
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) yield (Items as OwnItem[]).flatMap((item) => keysOf(connectionId, item));
}

/** Of a connection's partition. Only subscriptions are of an entity. */
type OwnItem = ItemKey & UserRef & Partial<EntityRef>;

/** Presence first, which stands elsewhere: as long as there is the subscription, it is found again. */
function keysOf(connectionId: string, { pk, sk, tenant, userId, entityId }: OwnItem): ItemKey[] {
  const own = { pk, sk };
  return entityId === undefined ? [own] : [presenceKey({ tenant, userId, connectionId, entityId }), own];
}

/** Up to `BATCH_SIZE` items. What DynamoDB leaves undone is asked for again. */
async function deleteItems({ documents, TableName }: Table, keys: readonly ItemKey[]): Promise<void> {
  let requests = keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  for (let attempt = 0; requests.length > 0; attempt++) {
    if (attempt === BATCH_ATTEMPTS) throw new Error(`DynamoDB left ${requests.length} deletions undone.`);
    if (attempt > 0) await backOff(attempt - 1);
    const { UnprocessedItems } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [TableName]: requests } }),
    );
    requests = (UnprocessedItems?.[TableName] ?? []) as typeof requests;
  }
}
