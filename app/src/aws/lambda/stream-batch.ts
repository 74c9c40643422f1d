import type { Log } from "../../core/ports.ts";
import type { BatchResponse } from "./batch.ts";

/**
 * The rest of a stream comes again from the first record that failed, or that there was no time for; those of one item
 * must stay in order. The first is begun in any case.
 */
export async function processStream<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  process: (record: R) => Promise<void>,
  { hasTime, log }: { readonly hasTime: () => boolean; readonly log: Log },
): Promise<BatchResponse> {
  for (const [index, record] of records.entries()) {
    if (index > 0 && !hasTime()) return { batchItemFailures: [{ itemIdentifier: record.sequenceNumber }] };
    try {
      await process(record);
    } catch (error) {
      log.error("A record of the stream failed", { sequenceNumber: record.sequenceNumber, error });
      return { batchItemFailures: [{ itemIdentifier: record.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}
