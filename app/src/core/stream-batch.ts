import type { BatchResponse } from "./batch.ts";
import type { Log } from "./log.ts";

/** The rest of a stream comes again from the first record that failed; those of one item must stay in order. */
export async function processStream<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  process: (record: R) => Promise<void>,
  log: Log,
): Promise<BatchResponse> {
  for (const record of records) {
    try {
      await process(record);
    } catch (error) {
      log.error("A record of the stream failed", { sequenceNumber: record.sequenceNumber, error });
      return { batchItemFailures: [{ itemIdentifier: record.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}
