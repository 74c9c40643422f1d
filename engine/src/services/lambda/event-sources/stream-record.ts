import type { SourceRecord } from "../../contract/event-source.ts";
import type { InvocationResult } from "../../contract/targets.ts";
import type { Batch } from "./stream-retry.ts";

/** The reason for which Lambda stopped trying. */
export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** An account of records that a function did not process. */
export interface Discarded {
  readonly batch: Batch;
  readonly condition: DiscardCondition;
  readonly streamArn: string;
  /** The function's ARN with its qualifier. */
  readonly functionArn: string;
  readonly executedVersion: string;
  readonly requestId: string;
  /** The last answer; undefined when the function did not run. */
  readonly result: InvocationResult | undefined;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
}

/** The time of a record's writing: engine time, epoch milliseconds. */
export function arrivalOf({ record }: SourceRecord): number {
  const { ApproximateCreationDateTime: seconds = 0 } = record.dynamodb as { ApproximateCreationDateTime?: number };
  return seconds * 1000;
}

const inSeconds = (at: number) => `${new Date(at).toISOString().slice(0, -".000Z".length)}Z`;

/**
 * The JSON that an on-failure destination gets: where the records are, not what they hold.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function discardMessage(discarded: Discarded): string {
  const { batch, condition, streamArn, functionArn, executedVersion, requestId, result, at } = discarded;
  const { records, attempts } = batch;
  const [first] = records;
  const last = records.at(-1);
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempts },
    ...(result && {
      responseContext: { statusCode: 200, executedVersion, functionError: result.functionError ?? null },
    }),
    version: "1.0",
    timestamp: new Date(at).toISOString(),
    DDBStreamBatchInfo: {
      shardId: first?.shardId,
      startSequenceNumber: first?.itemIdentifier,
      endSequenceNumber: last?.itemIdentifier,
      approximateArrivalOfFirstRecord: first && inSeconds(arrivalOf(first)),
      approximateArrivalOfLastRecord: last && inSeconds(arrivalOf(last)),
      batchSize: records.length,
      streamArn,
    },
  });
}
