import type { EventSource, SourceRecord } from "../../../../src/services/contract/event-source.ts";

export interface FakeStream extends EventSource {
  /** Writes records named by their values; sequence numbers are `1`, `2`, … */
  put(...values: readonly string[]): void;
  /** The values that are not acknowledged. */
  readonly left: readonly string[];
  /** Resolves when somebody waits for records that are not there. */
  awaited(): Promise<void>;
}

/** A stream with one shard, whose records are as old as `now` says when they are put. */
export function createStream(now: () => number, shardOf: (value: string) => string = () => "shard-1"): FakeStream {
  let records: SourceRecord[] = [];
  let written = 0;
  let wake: (() => void) | undefined;
  const waiters = new Set<() => void>();

  return {
    get left() {
      return records.map(({ record }) => String(record.value));
    },
    put(...values) {
      for (const value of values) {
        const SequenceNumber = String(++written);
        const dynamodb = { SequenceNumber, ApproximateCreationDateTime: Math.floor(now() / 1000) };
        records.push({
          itemIdentifier: SequenceNumber,
          shardId: shardOf(value),
          record: { eventName: "INSERT", eventSource: "aws:dynamodb", value, dynamodb },
        });
      }
      wake?.();
    },
    awaited: () => (wake ? Promise.resolve() : new Promise((resolve) => waiters.add(resolve))),
    async receive(max, signal, atLeast = 1) {
      while (records.length < atLeast && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve());
          for (const tell of waiters) tell();
          waiters.clear();
        });
        wake = undefined;
      }
      return records.slice(0, max);
    },
    acknowledge(done) {
      const ids = new Set(done.map(({ itemIdentifier }) => itemIdentifier));
      records = records.filter(({ itemIdentifier }) => !ids.has(itemIdentifier));
    },
  };
}
