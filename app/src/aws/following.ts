import { connectionPartition, type ItemKey, subscriptionKey } from "../core/keys.ts";
import type { Following } from "../core/ports.ts";
import { presenceKey } from "../core/presence-keys.ts";
import { unlessConditionFails } from "./condition.ts";
import { pagesOf, type Table } from "./table.ts";

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

    async prolong({ tenant, userId, connectionId, exp, ttl }, entityId) {
      await prolongItem(subscriptionKey(connectionId, entityId), exp, ttl);
      await prolongItem(presenceKey({ tenant, userId, connectionId, entityId }), exp, ttl);
    },
  };

  async function prolongItem(Key: ItemKey, exp: number, ttl: number): Promise<void> {
    const update = table.update({
      Key,
      UpdateExpression: "SET #exp = :exp, #ttl = :ttl",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#exp": "exp", "#ttl": "ttl" },
      ExpressionAttributeValues: { ":exp": exp, ":ttl": ttl },
    });
    await unlessConditionFails(update, undefined);
  }
}
