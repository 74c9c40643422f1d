import { paginateQuery, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Target } from "../core/connection.ts";
import {
  connectionIdOf,
  SUBSCRIPTION_PREFIX,
  shardPartition,
  subscriptionIndexKey,
  subscriptionKey,
  USER_PREFIX,
  userPartition,
} from "../core/keys.ts";
import type { Audience } from "../core/ports.ts";
import type { Table } from "./table.ts";

/** Ten deliveries: what one call puts into their queue. */
const PAGE_SIZE = 1_000;

export function createAudience({ documents, TableName }: Table): Audience {
  const inPartition = (partition: string, prefix: string): QueryCommandInput => ({
    TableName,
    IndexName: "GSI1",
    KeyConditionExpression: "GSI1PK = :partition AND begins_with(GSI1SK, :prefix)",
    ExpressionAttributeValues: { ":partition": partition, ":prefix": prefix },
  });

  return {
    async subscribersOf(entity, { shard, after }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          ...inPartition(shardPartition(entity, shard), SUBSCRIPTION_PREFIX),
          Limit: PAGE_SIZE,
          ...(after !== undefined && {
            ExclusiveStartKey: {
              ...subscriptionKey(after, entity.entityId),
              ...subscriptionIndexKey(entity, shard, after),
            },
          }),
        }),
      );
      const targets = Items.map(targetOf);
      return { targets, ...(LastEvaluatedKey && { after: connectionIdOf(LastEvaluatedKey as { pk: string }) }) };
    },

    async connectionsOf(user) {
      const targets: Target[] = [];
      const pages = paginateQuery({ client: documents }, inPartition(userPartition(user), USER_PREFIX));
      for await (const { Items = [] } of pages) targets.push(...Items.map(targetOf));
      return targets;
    },
  };
}

function targetOf(item: Readonly<Record<string, unknown>>): Target {
  const { pk, exp, ttl, connectedAt } = item as { pk: string; exp: number; ttl: number; connectedAt?: number };
  return { connectionId: connectionIdOf({ pk }), exp, ttl, ...(connectedAt !== undefined && { connectedAt }) };
}
