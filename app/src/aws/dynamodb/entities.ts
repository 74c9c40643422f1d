import type { Entities, Progress } from "../../core/push/ports.ts";
import type { EntityRef } from "../../core/references.ts";
import { backOff } from "../http/backoff.ts";
import { entityKey, historyKey, singleKey } from "./keys.ts";
import { EVENT_TTL_SECONDS } from "./processed-events.ts";
import { isMet, unlessConditionFails } from "./table/condition.ts";
import type { Table, TransactItem } from "./table/table.ts";
import { transactOnce } from "./table/transact.ts";

/** Publishers of one entity at the same moment take turns: in each round one of them at least gets its place. */
const APPEND_ATTEMPTS = 40;

const DAY_SECONDS = 24 * 60 * 60;

export interface EntityLife {
  /** Time that an entity is known after its last update. */
  readonly entitySeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const endOf = ({ entitySeconds, now }: EntityLife) => Math.floor(now() / 1000) + entitySeconds;

interface EntityItem {
  readonly seq?: number;
  readonly shards?: number;
  readonly ttl?: number;
}

export function createEntityReader(table: Table, life: EntityLife): Pick<Entities, "find" | "kept"> {
  const { now } = life;

  function prolong(entity: EntityRef): Promise<boolean> {
    const update = table.update({
      Key: entityKey(entity),
      UpdateExpression: "SET #ttl = :ttl",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":ttl": endOf(life) },
    });
    return isMet(update);
  }

  return {
    async find(entity) {
      const { seq = 0, shards = 1, ttl = Infinity } = (await table.get<EntityItem>(entityKey(entity))) ?? {};
      // Without the number of shards nobody would look for those who come now where they are. Once a day is enough.
      const isEnding = shards > 1 && ttl < endOf(life) - DAY_SECONDS;
      return isEnding && !(await prolong(entity)) ? { seq: 0, shards: 1 } : { seq, shards };
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

export function createEntities(table: Table, options: EntityLife & { readonly historySeconds: number }): Entities {
  const { historySeconds, now } = options;
  const reader = createEntityReader(table, options);

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
      moveOn(entity, { last, shards, ttl: endOf(options) }),
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
        UpdateExpression: "SET shards = :shards, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(shards) OR shards < :shards",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":shards": shards, ":ttl": endOf(options) },
      });
      await unlessConditionFails(update, undefined);
    },
  };
}

interface Moving {
  readonly last: number;
  readonly shards: number;
  readonly ttl: number;
}

/** Moves an entity on if nothing was added since, and whoever subscribed until then is in one of these shards. */
function moveOn(entity: EntityRef, { last, shards, ttl }: Moving): TransactItem {
  return {
    Update: {
      Key: entityKey(entity),
      // The shards, too: the row may have ended since it was read.
      UpdateExpression: "SET seq = :next, shards = :shards, #ttl = :ttl",
      ConditionExpression:
        "(attribute_not_exists(seq) OR seq = :last) AND (attribute_not_exists(shards) OR shards = :shards)",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":next": last + 1, ":last": last, ":shards": shards, ":ttl": ttl },
    },
  };
}
