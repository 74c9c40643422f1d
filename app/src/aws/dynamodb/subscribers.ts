import type { Target } from "../../core/connections/connection.ts";
import type { Subscribers } from "../../core/push/ports.ts";
import {
  connectionIdOf,
  SUBSCRIPTION_PREFIX,
  shardPartition,
  subscriptionIndexKey,
  subscriptionKey,
  USER_PREFIX,
  userPartition,
} from "./keys.ts";
import { pagesOf, type Query, type Table } from "./table/table.ts";

/** Ten deliveries: what one call puts into their queue. */
const PAGE_SIZE = 1_000;

export function createSubscribers(table: Pick<Table, "query">): Subscribers {
  const inPartition = (partition: string, prefix: string): Query => ({
    IndexName: "GSI1",
    KeyConditionExpression: "GSI1PK = :partition AND begins_with(GSI1SK, :prefix)",
    ExpressionAttributeValues: { ":partition": partition, ":prefix": prefix },
  });

  return {
    async pageOf(entity, { shard, after }) {
      const { items, lastKey } = await table.query<TargetItem>({
        ...inPartition(shardPartition(entity, shard), SUBSCRIPTION_PREFIX),
        Limit: PAGE_SIZE,
        ...(after !== undefined && {
          ExclusiveStartKey: {
            ...subscriptionKey(after, entity.entityId),
            ...subscriptionIndexKey(entity, shard, after),
          },
        }),
      });
      return { targets: items.map(targetOf), ...(lastKey && { after: connectionIdOf(lastKey) }) };
    },

    async connectionsOf(user) {
      const targets: Target[] = [];
      const pages = pagesOf<TargetItem>(table, inPartition(userPartition(user), USER_PREFIX));
      for await (const items of pages) targets.push(...items.map(targetOf));
      return targets;
    },
  };
}

/** Row of a connection or of a subscription, which does not say when its connection was made. */
interface TargetItem {
  readonly pk: string;
  readonly exp: number;
  readonly ttl: number;
  readonly connectedAt?: number;
}

function targetOf({ pk, exp, ttl, connectedAt }: TargetItem): Target {
  return { connectionId: connectionIdOf({ pk }), exp, ttl, ...(connectedAt !== undefined && { connectedAt }) };
}
