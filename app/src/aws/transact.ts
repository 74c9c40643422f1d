import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { backOff } from "./backoff.ts";
import type { Table } from "./table.ts";

export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** Two messages of one connection at the same moment collide on its item; a few rounds of jitter let all through. */
const CONFLICT_ATTEMPTS = 8;

/**
 * Writes all items or none. Resolves with DynamoDB's code for each item (`None`, `ConditionalCheckFailed`) when a
 * condition was not met, with undefined when all were written; rejects for any other reason.
 */
export async function transact(table: Table, items: TransactItem[]): Promise<readonly string[] | undefined> {
  for (let attempt = 0; ; attempt++) {
    const codes = await transactOnce(table, items);
    if (!codes || codes.includes("ConditionalCheckFailed")) return codes;
    if (attempt === CONFLICT_ATTEMPTS) throw new Error(`DynamoDB cancelled a transaction: ${codes.join(", ")}`);
    await backOff(attempt);
  }
}

/** As `transact`, but a conflict is an outcome too (`TransactionConflict`): for those who must look again before they write. */
export function transactOnce({ documents }: Table, TransactItems: TransactItem[]) {
  return documents.send(new TransactWriteCommand({ TransactItems })).then(noCodes, cancellationCodes);
}

const noCodes = () => undefined;

/** Throws everything but a conflict and a condition that was not met. */
function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const codes = error.CancellationReasons?.map(({ Code }) => Code ?? "None") ?? [];
  if (codes.some((code) => code === "ConditionalCheckFailed" || code === "TransactionConflict")) return codes;
  throw error;
}
