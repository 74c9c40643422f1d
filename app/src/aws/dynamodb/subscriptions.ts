import type { Connection } from "../../core/connections/connection.ts";
import type { NewSubscription, Subscriptions } from "../../core/subscriptions/ports.ts";
import { connectionKey, subscriptionIndexKey, subscriptionKey } from "./keys.ts";
import { type Presence, presenceItem, presenceKey } from "./presence-keys.ts";
import type { Table, TransactItem } from "./table/table.ts";
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
