import { type EntityRef, entityKey, historyKey, singleKey } from "../core/keys.ts";
import type { Entities, Progress } from "../core/ports.ts";
import { backOff } from "./backoff.ts";
import { unlessConditionFails } from "./condition.ts";
import { EVENT_TTL_SECONDS } from "./ledger.ts";
import type { Table, TransactItem } from "./table.ts";
import { transactOnce } from "./transact.ts";

/** Publishers of one entity at the same moment take turns: in each round one of them at least gets its place. */
const APPEND_ATTEMPTS = 40;

/** `now`: milliseconds since 1970. */
export function createEntityReader(table: Table, now: () => number): Pick<Entities, "find" | "kept"> {
  return {
    async find(entity) {
      const { seq = 0, shards = 1 } = (await table.get<{ seq?: number; shards?: number }>(entityKey(entity))) ?? {};
      return { seq, shards };
    },

    async kept(entity, from, to) {
      const { pk } = entityKey(entity);
      const { items } = await table.query<{ text: string }>({
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        // DynamoDB deletes late.
        FilterExpression: "#ttl > :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":pk": pk,
          ":from": historyKey(entity, from).sk,
          ":to": historyKey(entity, to).sk,
          ":now": now() / 1000,
        },
        ConsistentRead: true,
      });
      return items.map(({ text }) => text);
    },
  };
}

export function createEntities(table: Table, options: { historySeconds: number; now: () => number }): Entities {
  const { historySeconds, now } = options;
  const reader = createEntityReader(table, now);

  /** The place, or undefined when another update took it. */
  async function take(entity: EntityRef, id: string, textOf: (seq: number) => string): Promise<Progress | undefined> {
    const { seq: last, shards } = await reader.find(entity);
    const progress: Progress = { seq: last + 1, shards, reached: 0, isDone: false };
    const key = singleKey("event", id, entity);
    const nowSeconds = Math.floor(now() / 1000);
    const event = { ...key, ...progress, ttl: nowSeconds + EVENT_TTL_SECONDS };
    const update = {
      ...historyKey(entity, progress.seq),
      text: textOf(progress.seq),
      ttl: nowSeconds + historySeconds,
    };
    const codes = await transactOnce(table, [
      { Put: { Item: event, ConditionExpression: "attribute_not_exists(pk)" } },
      moveOn(entity, { last, shards }),
      { Put: { Item: update } },
    ]);
    if (codes === undefined) return progress;
    return codes[0] === "ConditionalCheckFailed" ? table.get<Progress>(key) : undefined;
  }

  return {
    ...reader,
    async append(entity, id, textOf) {
      for (let attempt = 0; attempt < APPEND_ATTEMPTS; attempt++) {
        const progress = await take(entity, id, textOf);
        if (progress) return progress;
        await backOff(attempt);
      }
      throw new Error("There were too many updates of this entity at once.");
    },

    async spread(entity, shards) {
      const update = table.update({
        Key: entityKey(entity),
        UpdateExpression: "SET shards = :shards",
        ConditionExpression: "attribute_not_exists(shards) OR shards < :shards",
        ExpressionAttributeValues: { ":shards": shards },
      });
      await unlessConditionFails(update, undefined);
    },
  };
}

/** On condition that nothing was added since, and that whoever subscribed until then is in one of these shards. */
function moveOn(entity: EntityRef, { last, shards }: { last: number; shards: number }): TransactItem {
  return {
    Update: {
      Key: entityKey(entity),
      UpdateExpression: "SET seq = :next",
      ConditionExpression:
        "(attribute_not_exists(seq) OR seq = :last) AND (attribute_not_exists(shards) OR shards = :shards)",
      ExpressionAttributeValues: { ":next": last + 1, ":last": last, ":shards": shards },
    },
  };
}
