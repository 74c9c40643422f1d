import { randomUUID } from "node:crypto";
import type { Identity } from "../../core/tokens/identity.ts";
import type { Tickets } from "../../core/tokens/ports.ts";
import { isGood, type KeptTicket, keptTicket, newTicket, ticketId } from "../../core/tokens/ticket.ts";
import type { JsonApi } from "../http/json-api.ts";
import { singleKey } from "./keys.ts";
import { unlessConditionFails } from "./table/condition.ts";

export interface TicketsOptions {
  readonly tableName: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A row as DynamoDB's own JSON has it: each value in an object that names its type. */
interface TicketItem {
  readonly identity: { readonly S: string };
  readonly origin?: { readonly S: string };
  readonly expiresAt: { readonly N: string };
}

/** A failure of DynamoDB rejects: a ticket that cannot be looked up opens nothing, and is not called a wrong one. */
export function createTickets(dynamodb: JsonApi, { tableName: TableName, now }: TicketsOptions): Tickets {
  return {
    async issue(identity, origin) {
      const ticket = newTicket();
      const kept = keptTicket(identity, origin, now());
      await dynamodb.call("PutItem", { TableName, Item: { ...(await keyOf(ticket)), ...itemOf(kept) } });
      return { ticket, expiresAt: kept.expiresAt };
    },

    async redeem(ticket, origin) {
      const update = dynamodb.call("UpdateItem", { TableName, Key: await keyOf(ticket), ...markFor(randomUUID()) });
      const marked = await unlessConditionFails(update, undefined);
      if (!marked?.Attributes) return undefined;
      const kept = ticketOf(marked.Attributes as TicketItem);
      return isGood(kept, origin, now()) ? kept.identity : undefined;
    },
  };
}

/**
 * Marks a ticket as redeemed; of many who do so at once one succeeds. The mark is of that attempt alone, so a call
 * whose answer was lost can be made again; the row stays for its `ttl`, and opens nothing more.
 */
const markFor = (attempt: string) => ({
  UpdateExpression: "SET redeemedBy = :attempt",
  ConditionExpression: "attribute_exists(pk) AND (attribute_not_exists(redeemedBy) OR redeemedBy = :attempt)",
  ExpressionAttributeValues: { ":attempt": { S: attempt } },
  ReturnValues: "ALL_NEW",
});

async function keyOf(ticket: string) {
  const { pk, sk } = singleKey("ticket", await ticketId(ticket));
  return { pk: { S: pk }, sk: { S: sk } };
}

function itemOf({ identity, origin, expiresAt }: KeptTicket) {
  return {
    identity: { S: JSON.stringify(identity) },
    ...(origin !== undefined && { origin: { S: origin } }),
    expiresAt: { N: String(expiresAt) },
    ttl: { N: String(Math.ceil(expiresAt / 1000)) },
  };
}

function ticketOf({ identity, origin, expiresAt }: TicketItem): KeptTicket {
  return { identity: JSON.parse(identity.S) as Identity, origin: origin?.S, expiresAt: Number(expiresAt.N) };
}
