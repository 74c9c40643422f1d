import type { Connection } from "../core/connection.ts";
import { connectionKey, userTrafficKey } from "../core/keys.ts";
import type { RateWindow, Traffic } from "../core/ports.ts";
import { unlessConditionFails } from "./condition.ts";
import type { Table } from "./table.ts";

type Counts = Readonly<Record<string, unknown>>;

/** A late message of the window before must still find its count. */
const TTL_MARGIN_SECONDS = 10 * 60;

/**
 * Counts on the connection's own row have their minute in their name, so that a new minute needs no look at the old one.
 * The one before goes when there is a new one; a connection lives 2 hours, so what is left by pauses stays little.
 */
export function createTraffic(table: Table): Traffic {
  async function countOn(connectionId: string, what: "messages" | "mistakes", { index }: RateWindow) {
    const update = table.update<Connection & Counts>({
      Key: connectionKey(connectionId),
      UpdateExpression: "ADD #this :one REMOVE #last",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#this": `${what}${index}`, "#last": `${what}${index - 1}` },
      ExpressionAttributeValues: { ":one": 1 },
      ReturnValues: "ALL_NEW",
    });
    const row = await unlessConditionFails(update, undefined);
    return row && { row, count: Number(row[`${what}${index}`]) };
  }

  return {
    async countMessage(connectionId, window) {
      const counted = await countOn(connectionId, "messages", window);
      return counted && { connection: counted.row, messages: counted.count };
    },

    async countMistake(connectionId, window) {
      return (await countOn(connectionId, "mistakes", window))?.count ?? 0;
    },

    async countMessageOf(user, { index, endsAtMs }) {
      const row = await table.update<Counts>({
        Key: userTrafficKey(user, index),
        UpdateExpression: "ADD messages :one SET #ttl = :ttl",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":one": 1, ":ttl": Math.floor(endsAtMs / 1000) + TTL_MARGIN_SECONDS },
        ReturnValues: "UPDATED_NEW",
      });
      return Number(row?.messages);
    },
  };
}
