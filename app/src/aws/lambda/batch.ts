import { MessageTooLargeError } from "@portcullis/contract";
import { GivenUpError, InvalidEventError } from "../../core/errors.ts";
import type { Log, Metrics } from "../../core/ports.ts";

/** The answer that Lambda takes in place of an error, so that only these messages come back. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
}

export interface BatchDependencies<R> {
  readonly process: (record: R) => Promise<void>;
  /** Takes what can never be processed. */
  readonly deadLetter: (record: R) => Promise<void>;
  /** False when too little time is left for one more record. */
  readonly hasTime: () => boolean;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Processes records in order, each on its own: one that fails comes back alone. Records that were not begun come back
 * too, because a function that runs out of time would make Lambda repeat those that were done.
 */
export async function processBatch<R extends QueueRecord>(
  records: readonly R[],
  dependencies: BatchDependencies<R>,
): Promise<BatchResponse> {
  const failed: string[] = [];
  for (const record of records) {
    const { messageId } = record;
    try {
      if (!dependencies.hasTime()) throw new Error("There is no time left for this message.");
      await processOrDeadLetter(record, dependencies);
    } catch (error) {
      dependencies.log.error("A message of the queue failed", { sqsMessageId: messageId, error });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Puts what is wrong for ever into the dead-letter queue at once: three attempts would only hide it for longer. */
async function processOrDeadLetter<R extends QueueRecord>(
  record: R,
  dependencies: BatchDependencies<R>,
): Promise<void> {
  const { process, deadLetter, metrics, log } = dependencies;
  try {
    await process(record);
  } catch (error) {
    const cause = whyHopeless(error);
    if (cause === undefined) throw error;
    log.error("An event was refused", { sqsMessageId: record.messageId, cause, error });
    metrics.count("EventsRefused", 1, cause);
    await deadLetter(record);
  }
}

function whyHopeless(error: unknown): "too_large" | "given_up" | "invalid" | undefined {
  if (error instanceof MessageTooLargeError) return "too_large";
  if (error instanceof GivenUpError) return "given_up";
  return error instanceof InvalidEventError ? "invalid" : undefined;
}
