import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { connectionKey, subscriptionIndexKey, subscriptionKey } from "../core/keys.ts";
import type { Subscriptions } from "../core/ports.ts";
import { backOff } from "./backoff.ts";
import type { Table } from "./table.ts";

/** Two messages of one connection at the same moment collide on its item; a few rounds of jitter let all through. */
const CONFLICT_ATTEMPTS = 8;

/** What became of each item of a transaction; undefined: all were written. */
type CancellationCodes = readonly string[] | undefined;

export function createSubscriptions({ documents, TableName }: Table): Subscriptions {
  async function transact(TransactItems: TransactWriteCommandInput["TransactItems"]): Promise<CancellationCodes> {
    for (let attempt = 0; ; attempt++) {
      const codes = await documents.send(new TransactWriteCommand({ TransactItems })).then(noCodes, cancellationCodes);
      if (!codes || codes.includes("ConditionalCheckFailed")) return codes;
      if (attempt === CONFLICT_ATTEMPTS) throw new Error(`DynamoDB cancelled a transaction: ${codes.join(", ")}`);
      await backOff(attempt);
    }
  }

  return {
    async add(connection, entityId, limit, nowMs) {
      const { connectionId, userId, exp, ttl } = connection;
      const codes = await transact([
        {
          Update: {
            TableName,
            Key: connectionKey(connectionId),
            UpdateExpression: "ADD subscriptions :one",
            ConditionExpression: "attribute_exists(pk) AND #exp > :now AND #ttl > :now AND subscriptions < :limit",
            ExpressionAttributeNames: { "#exp": "exp", "#ttl": "ttl" },
            ExpressionAttributeValues: { ":one": 1, ":now": nowMs / 1000, ":limit": limit },
          },
        },
        {
          Put: {
            TableName,
            Item: {
              ...subscriptionKey(connectionId, entityId),
              ...subscriptionIndexKey(entityId, connectionId),
              entityId,
              userId,
              exp,
              ttl,
            },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
      ]);
      if (codes === undefined) return "added";
      return codes[1] === "ConditionalCheckFailed" ? "exists" : "refused";
    },

    async remove(connectionId, entityId) {
      await transact([
        {
          Delete: {
            TableName,
            Key: subscriptionKey(connectionId, entityId),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        {
          Update: {
            TableName,
            Key: connectionKey(connectionId),
            UpdateExpression: "ADD subscriptions :minusOne",
            ConditionExpression: "attribute_exists(pk)",
            ExpressionAttributeValues: { ":minusOne": -1 },
          },
        },
      ]);
    },
  };
}

const noCodes = (): CancellationCodes => undefined;

/** Throws everything but a conflict and a condition that was not met. */
function cancellationCodes(error: unknown): CancellationCodes {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const codes = error.CancellationReasons?.map(({ Code }) => Code ?? "None") ?? [];
  if (codes.some((code) => code === "ConditionalCheckFailed" || code === "TransactionConflict")) return codes;
  throw error;
}
