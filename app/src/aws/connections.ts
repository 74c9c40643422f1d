import { BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Connection } from "../core/connection.ts";
import { connectionKey, connectionPartition, type ItemKey, userIndexKey } from "../core/keys.ts";
import type { Connections } from "../core/ports.ts";
import { backOff } from "./backoff.ts";
import type { Table } from "./table.ts";

/** BatchWriteItem takes no more. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_SIZE = 25;
const BATCH_ATTEMPTS = 6;

export function createConnections({ documents, TableName }: Table): Connections {
  async function deleteItems(keys: readonly ItemKey[]): Promise<void> {
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

  return {
    async put(connection) {
      const { connectionId, userId } = connection;
      const Item = {
        ...connectionKey(connectionId),
        ...userIndexKey(userId, connectionId),
        ...connection,
        subscriptions: 0,
      };
      await documents.send(new PutCommand({ TableName, Item }));
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
      const pages = paginateQuery(
        { client: documents, pageSize: 1000 },
        {
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": connectionPartition(connectionId) },
          ProjectionExpression: "pk, sk",
          ConsistentRead: true,
        },
      );
      for await (const { Items = [] } of pages) {
        for (let start = 0; start < Items.length; start += BATCH_SIZE)
          await deleteItems(Items.slice(start, start + BATCH_SIZE) as ItemKey[]);
      }
    },
  };
}
