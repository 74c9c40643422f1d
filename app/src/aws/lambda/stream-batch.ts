import type { Log } from "../../core/ports.ts";
import type { BatchResponse } from "./batch.ts";

/**
 * Processes records of a stream in groups. The rest comes again from the first record that was not processed, because
 * its group failed or there was no time for it; those of one item must stay in order. The first is begun in any case.
 */
export async function processStream<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  groupOf: (record: R) => string,
  process: (group: readonly R[]) => Promise<void>,
  { hasTime, log }: { readonly hasTime: () => boolean; readonly log: Log },
): Promise<BatchResponse> {
  const undone = new Set(records);
  const rest = (): BatchResponse => {
    const [first] = undone;
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
  };
  for (const group of groupsOf(records, groupOf)) {
    if (undone.size < records.length && !hasTime()) return rest();
    try {
      await process(group);
    } catch (error) {
      log.error("A record of the stream failed", { sequenceNumber: group[0]?.sequenceNumber, error });
      return rest();
    }
    for (const record of group) undone.delete(record);
  }
  return rest();
}

function groupsOf<R>(records: readonly R[], groupOf: (record: R) => string): Iterable<readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const record of records) {
    const name = groupOf(record);
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  return groups.values();
}
