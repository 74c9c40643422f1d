import type { Connection } from "../../core/connections/connection.ts";
import type { RateCounters } from "../../core/messages/ports.ts";
import type { RateWindow } from "../../core/messages/rates.ts";
import { connectionKey, rateCounterKey } from "./keys.ts";
import { unlessConditionFails } from "./table/condition.ts";
import type { Table } from "./table/table.ts";

/** Counts that a connection has for each minute. */
const COUNTS = ["messages", "work", "mistakes"] as const;

type Counts = Readonly<Record<string, unknown>>;

/** A late message of the window before must still find its count. */
const TTL_MARGIN_SECONDS = 10 * 60;

/**
 * Counts on the connection's own row have their minute in their name, so that a new minute needs no look at the old
 * one. Those before go when there is a new one; a connection lives 2 hours, so what is left by pauses stays little.
 */
export function createRateCounters(table: Table): RateCounters {
  async function countOn(connectionId: string, what: (typeof COUNTS)[number], { index }: RateWindow, count: number) {
    const last = COUNTS.map((name, number) => [`#last${number}`, `${name}${index - 1}`] as const);
    const update = table.update<Connection & Counts>({
      Key: connectionKey(connectionId),
      UpdateExpression: `ADD #this :count REMOVE ${last.map(([name]) => name).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#this": `${what}${index}`, ...Object.fromEntries(last) },
      ExpressionAttributeValues: { ":count": count },
      ReturnValues: "ALL_NEW",
    });
    const row = await unlessConditionFails(update, undefined);
    return row && { row, countOf: (name: (typeof COUNTS)[number]) => Number(row[`${name}${index}`] ?? 0) };
  }

  return {
    async countMessage(connectionId, window) {
      const counted = await countOn(connectionId, "messages", window, 1);
      if (!counted) return undefined;
      const { row, countOf } = counted;
      return { connection: row, messages: countOf("messages"), work: countOf("work") };
    },

    async countWork(connectionId, window, cost) {
      const counted = await countOn(connectionId, "work", window, cost);
      return counted ? counted.countOf("messages") + counted.countOf("work") : 0;
    },

    async countMistake(connectionId, window) {
      return (await countOn(connectionId, "mistakes", window, 1))?.countOf("mistakes") ?? 0;
    },

    async countOf(user, { index, endsAtMs }, cost) {
      const row = await table.update<Counts>({
        Key: rateCounterKey(user, index),
        UpdateExpression: "ADD messages :cost SET #ttl = :ttl",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":cost": cost, ":ttl": Math.floor(endsAtMs / 1000) + TTL_MARGIN_SECONDS },
        ReturnValues: "UPDATED_NEW",
      });
      return Number(row?.messages);
    },
  };
}
