import { backOff } from "../../http/backoff.ts";
import { AwsApiError } from "../../http/json-api.ts";
import type { Table, TransactItem } from "./table.ts";

/** Two messages of one connection at the same moment collide on its item; a few rounds of jitter let all through. */
const CONFLICT_ATTEMPTS = 8;

/**
 * Writes all items or none. Resolves with DynamoDB's code for each item (`None`, `ConditionalCheckFailed`) when a
 * condition was not met, with undefined when all were written; rejects for any other reason.
 */
export async function transact(table: Table, items: readonly TransactItem[]): Promise<readonly string[] | undefined> {
  for (let attempt = 0; ; attempt++) {
    const codes = await transactOnce(table, items);
    if (!codes || codes.includes("ConditionalCheckFailed")) return codes;
    if (attempt === CONFLICT_ATTEMPTS) throw new Error(`DynamoDB cancelled a transaction: ${codes.join(", ")}`);
    await backOff(attempt);
  }
}

/** Does as `transact`, but a conflict is an outcome too (`TransactionConflict`): for who must look again first. */
export function transactOnce(table: Table, items: readonly TransactItem[]): Promise<readonly string[] | undefined> {
  return table.transact(items).then(noCodes, cancellationCodes);
}

const noCodes = () => undefined;

/** Throws everything but a conflict and a condition that was not met. */
function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof AwsApiError && error.code === "TransactionCanceledException")) throw error;
  const reasons = (error.body.CancellationReasons ?? []) as readonly { readonly Code?: string }[];
  const codes = reasons.map(({ Code = "None" }) => Code);
  if (codes.some((code) => code === "ConditionalCheckFailed" || code === "TransactionConflict")) return codes;
  throw error;
}
