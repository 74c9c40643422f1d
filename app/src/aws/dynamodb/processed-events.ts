import type { ProcessedEvents } from "../../core/push/ports.ts";
import type { Tenanted } from "../../core/references.ts";
import { singleKey } from "./keys.ts";
import type { Table } from "./table/table.ts";

/** An event is known for as long as a dead-letter queue keeps it, and a day: a redriven one goes on where it was. */
export const EVENT_TTL_SECONDS = 15 * 24 * 60 * 60;

/** `now`: milliseconds since 1970. */
export function createProcessedEvents(table: Table, now: () => number): ProcessedEvents {
  async function set(id: string, of: Tenanted, values: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(values);
    await table.update({
      Key: singleKey("event", id, of),
      UpdateExpression: `SET #ttl = if_not_exists(#ttl, :ttl), ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(["ttl", ...names].map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ":ttl": Math.floor(now() / 1000) + EVENT_TTL_SECONDS,
        ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
      },
    });
  }

  return {
    async isDone(id, of = {}) {
      return (await table.get<{ isDone?: boolean }>(singleKey("event", id, of)))?.isDone === true;
    },
    finish: (id, of = {}) => set(id, of, { isDone: true }),
    advance: (id, of, { cursor, reached }) => set(id, of, { cursor, reached }),
  };
}
