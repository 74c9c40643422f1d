import { randomUUID } from "node:crypto";
import type { ProcessedEvents } from "../../core/push/ports.ts";
import type { Tenanted } from "../../core/references.ts";
import { singleKey } from "./keys.ts";
import { isMet } from "./table/condition.ts";
import type { Table } from "./table/table.ts";

/** An event is known for as long as a dead-letter queue keeps it, and a day: a redriven one goes on where it was. */
export const EVENT_TTL_SECONDS = 15 * 24 * 60 * 60;

/** Timeout of the functions that claim: whoever has a claim for longer is dead. */
const CLAIM_MS = 60_000;

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

  const isDone: ProcessedEvents["isDone"] = async (id, of = {}) =>
    (await table.get<{ isDone?: boolean }>(singleKey("event", id, of)))?.isDone === true;

  /** One whose answer was lost, and that is made again, finds its own. */
  function claimFree(id: string): Promise<boolean> {
    const nowMs = now();
    const claim = table.update({
      Key: singleKey("event", id),
      UpdateExpression: "SET #ttl = if_not_exists(#ttl, :ttl), #until = :until, #by = :by",
      ConditionExpression:
        "attribute_not_exists(#isDone) AND (attribute_not_exists(#until) OR #until < :now OR #by = :by)",
      ExpressionAttributeNames: { "#ttl": "ttl", "#until": "claimedUntil", "#by": "claimedBy", "#isDone": "isDone" },
      ExpressionAttributeValues: {
        ":ttl": Math.floor(nowMs / 1000) + EVENT_TTL_SECONDS,
        ":until": nowMs + CLAIM_MS,
        ":by": randomUUID(),
        ":now": nowMs,
      },
    });
    return isMet(claim);
  }

  return {
    isDone,
    async claim(id) {
      if (await claimFree(id)) return "claimed";
      return (await isDone(id)) ? "done" : "taken";
    },
    async release(id) {
      await table.update({
        Key: singleKey("event", id),
        UpdateExpression: "REMOVE #until",
        ExpressionAttributeNames: { "#until": "claimedUntil" },
      });
    },
    finish: (id, of = {}) => set(id, of, { isDone: true }),
    advance: (id, of, { cursor, reached }) => set(id, of, { cursor, reached }),
  };
}
