import type { Log } from "./log.ts";

/** What Lambda asks for in place of an error, so that only these messages come back. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface BatchOptions<R> {
  readonly process: (record: R) => Promise<void>;
  /** False when too little time is left for one more record. */
  readonly hasTime: () => boolean;
  readonly log: Log;
}

/**
 * Processes records in order, each on its own: one that fails comes back alone. Records that were not begun come back
 * too, because a function that runs out of time would make Lambda repeat those that were done.
 */
export async function processBatch<R extends { readonly messageId: string }>(
  records: readonly R[],
  { process, hasTime, log }: BatchOptions<R>,
): Promise<BatchResponse> {
  const failed: string[] = [];
  for (const record of records) {
    const { messageId } = record;
    try {
      if (!hasTime()) throw new Error("There is no time left for this message.");
      await process(record);
    } catch (error) {
      log.error("A message of the queue failed", { sqsMessageId: messageId, error });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
