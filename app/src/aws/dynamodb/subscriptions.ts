import { type Connection, isLive } from "../../core/connections/connection.ts";
import type { NewSubscription, Subscriptions } from "../../core/subscriptions/ports.ts";
import {
  connectionKey,
  connectionPartition,
  FOLLOWED_PREFIX,
  type ItemKey,
  subscriptionIndexKey,
  subscriptionKey,
} from "./keys.ts";
import { type Presence, presenceItem, presenceKey } from "./presence-keys.ts";
import { mayReplaceThere, unlessConditionFails } from "./table/condition.ts";
import { pagesOf, type Table, type TransactItem } from "./table/table.ts";
import { transact } from "./table/transact.ts";

export function createSubscriptions(table: Table): Subscriptions {
  return {
    async add(subscription, limit, nowMs) {
      const codes = await transact(table, [
        takePlace(subscription.connection, limit, nowMs),
        putSubscription(subscription),
        { Put: { Item: presenceItem(subscription.connection, subscription.entityId) } },
      ]);
      if (codes === undefined) return "added";
      return codes[1] === "ConditionalCheckFailed" ? "exists" : "refused";
    },

    async remove({ tenant, userId, connectionId }, entityId) {
      const presence: Presence = { tenant, userId, connectionId, entityId };
      await transact(table, [
        deleteSubscription(connectionId, entityId),
        givePlaceBack(connectionId),
        { Delete: { Key: presenceKey(presence) } },
      ]);
    },

    async has(connectionId, entityId, nowMs) {
      const item = await table.get<{ exp: number; ttl: number }>(subscriptionKey(connectionId, entityId));
      return item !== undefined && isLive(item, nowMs);
    },

    async entitiesOf(connectionId) {
      const pages = pagesOf<{ entityId: string }>(table, {
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :subscriptions)",
        ExpressionAttributeValues: { ":pk": connectionPartition(connectionId), ":subscriptions": FOLLOWED_PREFIX },
        ProjectionExpression: "entityId",
        ConsistentRead: true,
      });
      const entityIds: string[] = [];
      for await (const items of pages) entityIds.push(...items.map(({ entityId }) => entityId));
      return entityIds;
    },

    async prolong(connection, entityId) {
      const { tenant, userId, connectionId } = connection;
      await prolongItem(table, subscriptionKey(connectionId, entityId), connection);
      await prolongItem(table, presenceKey({ tenant, userId, connectionId, entityId }), connection);
    },
  };
}

/**
 * The connection must be there and live, with the token that was asked whether it may, and have room: no subscription
 * outlives a disconnect, or what a newer token takes away.
 */
function takePlace({ connectionId, exp, iat }: Connection, limit: number, nowMs: number): TransactItem {
  const hasIat = iat === undefined ? "attribute_not_exists(iat)" : "iat = :iat";
  return {
    Update: {
      Key: connectionKey(connectionId),
      UpdateExpression: "ADD subscriptions :one",
      ConditionExpression: `#exp = :exp AND ${hasIat} AND #exp > :now AND #ttl > :now AND subscriptions < :limit`,
      ExpressionAttributeNames: { "#exp": "exp", "#ttl": "ttl" },
      ExpressionAttributeValues: { ":one": 1, ":exp": exp, ":iat": iat, ":now": nowMs / 1000, ":limit": limit },
    },
  };
}

function putSubscription({ connection, entityId, shard }: NewSubscription): TransactItem {
  const { connectionId, tenant, userId, exp, ttl, iat } = connection;
  const indexKey = subscriptionIndexKey({ tenant, entityId }, shard, connectionId);
  const keys = { ...subscriptionKey(connectionId, entityId), ...indexKey };
  return {
    Put: {
      Item: { ...keys, entityId, tenant, userId, exp, ttl, iat },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
}

function deleteSubscription(connectionId: string, entityId: string): TransactItem {
  const Key = subscriptionKey(connectionId, entityId);
  return { Delete: { Key, ConditionExpression: "attribute_exists(pk)" } };
}

function givePlaceBack(connectionId: string): TransactItem {
  return {
    Update: {
      Key: connectionKey(connectionId),
      UpdateExpression: "ADD subscriptions :minusOne",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":minusOne": -1 },
    },
  };
}

/** Prolongs an item, unless a newer token has done it, which may last less long. */
async function prolongItem(table: Table, Key: ItemKey, { exp, ttl, iat }: Connection): Promise<void> {
  const update = table.update({
    Key,
    UpdateExpression: `SET #exp = :exp, #ttl = :ttl${iat === undefined ? "" : ", #iat = :iat"}`,
    ConditionExpression: `attribute_exists(pk) AND ${mayReplaceThere({ iat })}`,
    ExpressionAttributeNames: { "#exp": "exp", "#ttl": "ttl", "#iat": "iat" },
    ExpressionAttributeValues: { ":exp": exp, ":ttl": ttl, ":iat": iat },
  });
  await unlessConditionFails(update, undefined);
}
