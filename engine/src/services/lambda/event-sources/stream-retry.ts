import type { SourceRecord } from "../../contract/event-source.ts";

/** Records of one shard that are worked on together. */
export interface Batch {
  readonly records: readonly SourceRecord[];
  /** Invocations that were made for these records and failed. */
  readonly attempts: number;
}

export interface RetryRules {
  /** The number of times that a batch which failed is tried again. */
  readonly maxRetries: number;
  /** Has a batch that failed split before it is tried again. */
  readonly bisects: boolean;
}

/** The work that is left after a failure, in order; a batch to give up is no longer tried. */
export interface Remainder {
  readonly retry: readonly Batch[];
  readonly giveUp: Batch | undefined;
}

/**
 * Divides a batch whose records from `firstFailed` on are not done. Splitting does not count as a retry.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function afterFailure({ records, attempts }: Batch, firstFailed: number, rules: RetryRules): Remainder {
  const rest = records.slice(firstFailed);
  if (rules.bisects && records.length > 1) return { retry: split(rest, attempts, firstFailed), giveUp: undefined };
  const failed = { records: rest, attempts: attempts + 1 };
  return attempts < rules.maxRetries ? { retry: [failed], giveUp: undefined } : { retry: [], giveUp: failed };
}

/** A function that said where it failed has split the batch itself. */
function split(records: readonly SourceRecord[], attempts: number, firstFailed: number): readonly Batch[] {
  if (firstFailed > 0) return [{ records, attempts }];
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, attempts }));
}
