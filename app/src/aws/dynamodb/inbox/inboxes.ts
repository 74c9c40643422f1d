import type { Inboxes, InboxState, KeptNotification } from "../../../core/inbox/ports.ts";
import type { UserRef } from "../../../core/references.ts";
import { backOff } from "../../http/backoff.ts";
import { EVENT_TTL_SECONDS } from "../processed-events.ts";
import { unlessConditionFails } from "../table/condition.ts";
import { pagesOf, type Table } from "../table/table.ts";
import { transactOnce } from "../table/transact.ts";
import { inboxKey, noticeKey, notificationKey } from "./inbox-keys.ts";

/** Notifications of one user at the same moment take turns: in each round one of them at least gets its place. */
const KEEP_ATTEMPTS = 40;

/** Time that the number of a user's notifications is known after the last one, or as long as that one if it is longer. */
const NUMBER_SECONDS = 90 * 24 * 60 * 60;

export interface InboxLife {
  /** Time that a notification is kept. */
  readonly inboxSeconds: number;
  /** Number of notifications that are kept of each user. */
  readonly inboxCount: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type InboxReader = Pick<Inboxes, "find" | "keptAfter" | "markRead">;

export function createInboxReader(table: Table, now: () => number): InboxReader {
  async function find(user: UserRef): Promise<InboxState> {
    const { seq = 0, read = 0 } = (await table.get<Partial<InboxState>>(inboxKey(user))) ?? {};
    return { seq, read };
  }

  return {
    find,

    async keptAfter(user, since, count) {
      const { pk, sk: from } = notificationKey(user, since + 1);
      const pages = pagesOf<KeptNotification>(table, {
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        // DynamoDB deletes late.
        FilterExpression: "#ttl > :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":pk": pk,
          ":from": from,
          ":to": notificationKey(user, Number.MAX_SAFE_INTEGER).sk,
          ":now": now() / 1000,
        },
        ConsistentRead: true,
        Limit: count,
      });
      const kept: KeptNotification[] = [];
      // A page may be empty because DynamoDB has not deleted yet what was on it.
      for await (const items of pages) {
        kept.push(...items.map(({ seq, text }) => ({ seq, text })));
        if (kept.length >= count) break;
      }
      return kept.slice(0, count);
    },

    async markRead(user, read) {
      const update = table.update({
        Key: inboxKey(user),
        UpdateExpression: "SET #read = :read",
        ConditionExpression: "seq >= :read AND (attribute_not_exists(#read) OR #read < :read)",
        ExpressionAttributeNames: { "#read": "read" },
        ExpressionAttributeValues: { ":read": read },
      });
      const moved = await unlessConditionFails(
        update.then(() => read),
        undefined,
      );
      return moved ?? (await find(user)).read;
    },
  };
}

/** Keeps each notification as a row, and takes away that which is one too many. */
export function createInboxes(table: Table, { inboxSeconds, inboxCount, now }: InboxLife): Inboxes {
  const reader = createInboxReader(table, now);

  /** The place, or undefined when another notification took it. */
  async function take(user: UserRef, id: string, textOf: (seq: number) => string): Promise<number | undefined> {
    const { seq: last } = await reader.find(user);
    const seq = last + 1;
    const nowSeconds = Math.floor(now() / 1000);
    const ttl = nowSeconds + inboxSeconds;
    const notice = { ...noticeKey(user, id), seq, ttl: nowSeconds + EVENT_TTL_SECONDS };
    const codes = await transactOnce(table, [
      { Put: { Item: notice, ConditionExpression: "attribute_not_exists(pk)" } },
      {
        Update: {
          Key: inboxKey(user),
          UpdateExpression: "SET seq = :seq, #ttl = :ttl",
          ConditionExpression: "attribute_not_exists(seq) OR seq = :last",
          ExpressionAttributeNames: { "#ttl": "ttl" },
          ExpressionAttributeValues: {
            ":seq": seq,
            ":last": last,
            ":ttl": nowSeconds + Math.max(inboxSeconds, NUMBER_SECONDS),
          },
        },
      },
      { Put: { Item: { ...notificationKey(user, seq), seq, text: textOf(seq), ttl } } },
      ...(seq > inboxCount ? [{ Delete: { Key: notificationKey(user, seq - inboxCount) } }] : []),
    ]);
    if (codes === undefined) return seq;
    if (codes[0] !== "ConditionalCheckFailed") return undefined;
    return (await table.get<{ seq: number }>(noticeKey(user, id)))?.seq;
  }

  return {
    ...reader,
    async keep(user, id, textOf) {
      for (let attempt = 0; attempt < KEEP_ATTEMPTS; attempt++) {
        const seq = await take(user, id, textOf);
        if (seq !== undefined) return seq;
        await backOff(attempt);
      }
      throw new Error("There were too many notifications of this user at once.");
    },
  };
}
