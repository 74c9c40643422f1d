import type { Receipts } from "../../core/connections/receipt.ts";
import { singleKey } from "./keys.ts";
import type { Table } from "./table/table.ts";

/** Life of a receipt, longer than a queue needs for its attempts to close a connection. */
const TTL_SECONDS = 60 * 60;

interface ReceiptItem {
  readonly isAsked?: boolean;
  readonly asked?: ReadonlySet<string>;
  readonly closed?: ReadonlySet<string>;
  readonly gone?: ReadonlySet<string>;
}

/** Keeps connections as sets, for an event and each of its closings may come again. `now`: milliseconds since 1970. */
export function createReceipts(table: Pick<Table, "get" | "update">, now: () => number): Receipts {
  const ttl = () => Math.floor(now() / 1000) + TTL_SECONDS;

  async function note(eventId: string, expression: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    await table.update({
      Key: singleKey("receipt", eventId),
      UpdateExpression: `SET #ttl = :ttl${expression}`,
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":ttl": ttl(), ...values },
    });
  }

  return {
    async noteAsked(eventId, connectionIds) {
      // DynamoDB knows no empty set.
      if (connectionIds.length === 0) return note(eventId, ", isAsked = :true", { ":true": true });
      const values = { ":true": true, ":ids": new Set(connectionIds) };
      return note(eventId, ", isAsked = :true ADD asked :ids", values);
    },

    noteOutcome: (eventId, connectionId, outcome) =>
      note(eventId, ` ADD ${outcome} :ids`, { ":ids": new Set([connectionId]) }),

    async find(eventId) {
      const row = await table.get<ReceiptItem>(singleKey("receipt", eventId));
      if (!row?.isAsked) return undefined;
      return { asked: [...(row.asked ?? [])], closed: [...(row.closed ?? [])], gone: [...(row.gone ?? [])] };
    },
  };
}
