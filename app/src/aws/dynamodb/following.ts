import type { Connection } from "../../core/connections/connection.ts";
import type { Following } from "../../core/subscriptions/ports.ts";
import { connectionPartition, type ItemKey, subscriptionKey } from "./keys.ts";
import { mayReplaceThere } from "./newer-token.ts";
import { presenceKey } from "./presence-keys.ts";
import { unlessConditionFails } from "./table/condition.ts";
import { pagesOf, type Table } from "./table/table.ts";

export function createFollowing(table: Table): Following {
  return {
    async entitiesOf(connectionId) {
      const pages = pagesOf<{ entityId: string }>(table, {
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :subscriptions)",
        ExpressionAttributeValues: { ":pk": connectionPartition(connectionId), ":subscriptions": "S#" },
        ProjectionExpression: "entityId",
        ConsistentRead: true,
      });
      const entityIds: string[] = [];
      for await (const items of pages) entityIds.push(...items.map(({ entityId }) => entityId));
      return entityIds;
    },

    async prolong(connection, entityId) {
      const { tenant, userId, connectionId } = connection;
      await prolongItem(subscriptionKey(connectionId, entityId), connection);
      await prolongItem(presenceKey({ tenant, userId, connectionId, entityId }), connection);
    },
  };

  /** Unless a newer token has done it, which may last less long. */
  async function prolongItem(Key: ItemKey, { exp, ttl, iat }: Connection): Promise<void> {
    const update = table.update({
      Key,
      UpdateExpression: `SET #exp = :exp, #ttl = :ttl${iat === undefined ? "" : ", #iat = :iat"}`,
      ConditionExpression: `attribute_exists(pk) AND ${mayReplaceThere({ iat })}`,
      ExpressionAttributeNames: { "#exp": "exp", "#ttl": "ttl", "#iat": "iat" },
      ExpressionAttributeValues: { ":exp": exp, ":ttl": ttl, ":iat": iat },
    });
    await unlessConditionFails(update, undefined);
  }
}
