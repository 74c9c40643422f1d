import { BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Connection } from "../core/connection.ts";
import { connectionKey, connectionPartition, type ItemKey, userIndexKey } from "../core/keys.ts";
import type { Connections } from "../core/ports.ts";
import { backOff } from "./backoff.ts";
import type { Table } from "./table.ts";

/** BatchWriteItem takes no more. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_SIZE = 25;
const BATCH_ATTEMPTS = 6;

export function createConnections(table: Table): Connections {
  const { documents, TableName } = table;
  return {
    async put(connection) {
      const { connectionId, userId } = connection;
      const keys = { ...connectionKey(connectionId), ...userIndexKey(userId, connectionId) };
      await documents.send(new PutCommand({ TableName, Item: { ...keys, ...connection, subscriptions: 0 } }));
    },

    async find(connectionId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: connectionKey(connectionId), ConsistentRead: true }),
      );
      return Item as Connection | undefined;
    },

    async remove(connectionId) {
      // The connection first: from then on no subscription can be added, and the query sees every one that was.
      await documents.send(new DeleteCommand({ TableName, Key: connectionKey(connectionId) }));
      for await (const keys of remainingKeys(table, connectionId)) {
        for (let start = 0; start < keys.length; start += BATCH_SIZE)
          await deleteItems(table, keys.slice(start, start + BATCH_SIZE));
      }
    },
  };
}

async function* remainingKeys({ documents, TableName }: Table, connectionId: string): AsyncGenerator<ItemKey[]> {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": connectionPartition(connectionId) },
      ProjectionExpression: "pk, sk",
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) yield Items as ItemKey[];
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
