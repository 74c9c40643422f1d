import { isLive, type Target } from "../../core/connections/connection.ts";
import type { Presences } from "../../core/presence/ports.ts";
import type { EntityRef } from "../../core/references.ts";
import { type IndexKey, unescapeId } from "./keys.ts";
import {
  type Presence,
  presenceKey,
  presencePartition,
  toldKey,
  userPrefix,
  watcherIndexKey,
  watcherPartition,
} from "./presence-keys.ts";
import { isMet } from "./table/condition.ts";
import { pagesOf, type Query, type Table } from "./table/table.ts";

type Item = Presence & Pick<Target, "exp" | "ttl">;

/** `now`: milliseconds since 1970. */
export function createPresences(table: Table, now: () => number): Presences {
  return { ...createPresentUsers(table, now), ...createTold(table, now), ...createWatchers(table) };
}

async function* read<Row>(table: Table, query: Query): AsyncGenerator<Row> {
  for await (const items of pagesOf<Row>(table, query)) yield* items;
}

function createPresentUsers(table: Table, now: () => number): Pick<Presences, "usersOf" | "isThere"> {
  /** Live connections of all users or of one, a user's next to each other. */
  async function* presences(entity: EntityRef, userId?: string): AsyncGenerator<Item> {
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": presencePartition(entity), ":prefix": userPrefix(userId) },
      ConsistentRead: true,
    };
    // DynamoDB deletes late.
    for await (const item of read<Item>(table, query)) if (isLive(item, now())) yield item;
  }

  return {
    async usersOf(entity) {
      const userIds = new Set<string>();
      for await (const { userId } of presences(entity)) userIds.add(userId);
      return [...userIds];
    },

    async isThere(entity, userId) {
      for await (const _ of presences(entity, userId)) return true;
      return false;
    },
  };
}

/**
 * A connection lives 2 hours, and DynamoDB may take days to tell that one has ended: until then the note must be there,
 * or nobody would be told that its user went.
 */
const TOLD_SECONDS = 7 * 24 * 60 * 60;

function createTold(table: Table, now: () => number): Pick<Presences, "wasTold" | "noteTold"> {
  return {
    async wasTold(entity, userId) {
      return (await table.get(toldKey(entity, userId))) !== undefined;
    },

    async noteTold(entity, userId, isThere) {
      const Key = toldKey(entity, userId);
      if (isThere) await table.put({ Item: { ...Key, ttl: Math.floor(now() / 1000) + TOLD_SECONDS } });
      else await table.delete(Key);
    },
  };
}

function createWatchers(table: Table): Pick<Presences, "watch" | "watchersOf"> {
  return {
    watch({ tenant, userId, connectionId }, entityId) {
      const { GSI1PK, GSI1SK } = watcherIndexKey({ tenant, entityId, connectionId });
      const update = table.update({
        Key: presenceKey({ tenant, userId, connectionId, entityId }),
        UpdateExpression: "SET GSI1PK = :pk, GSI1SK = :sk",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":pk": GSI1PK, ":sk": GSI1SK },
      });
      return isMet(update);
    },

    async watchersOf(entity) {
      const targets: Target[] = [];
      const query = {
        IndexName: "GSI1",
        KeyConditionExpression: "GSI1PK = :pk",
        ExpressionAttributeValues: { ":pk": watcherPartition(entity) },
      };
      for await (const { GSI1SK, exp, ttl } of read<Item & IndexKey>(table, query))
        targets.push({ connectionId: unescapeId(GSI1SK), exp, ttl });
      return targets;
    },
  };
}
