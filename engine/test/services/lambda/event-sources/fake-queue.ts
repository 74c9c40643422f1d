import type { EventSource, SourceRecord } from "../../../../src/services/contract/event-source.ts";

export interface FakeQueue extends EventSource {
  send(...bodies: readonly string[]): void;
  /** Message ids that were acknowledged, in order. */
  readonly acknowledged: readonly string[];
  /** Resolves when all messages are taken and somebody waits for more. */
  drained(): Promise<void>;
}

/** A queue that hands out each message once. Message ids are `m1`, `m2`, … */
export function createQueue(): FakeQueue {
  const visible: SourceRecord[] = [];
  const acknowledged: string[] = [];
  const waiting = new Set<() => void>();
  const drained = new Set<() => void>();
  let sent = 0;

  return {
    acknowledged,
    send(...bodies) {
      for (const body of bodies) {
        const messageId = `m${++sent}`;
        visible.push({ itemIdentifier: messageId, record: { messageId, body, eventSource: "aws:sqs" } });
      }
      const sleepers = [...waiting];
      waiting.clear();
      for (const wake of sleepers) wake();
    },
    drained: () => (waiting.size > 0 ? Promise.resolve() : new Promise((resolve) => drained.add(resolve))),
    async receive(max, signal) {
      while (visible.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          for (const tell of drained) tell();
          signal.addEventListener("abort", () => resolve());
        });
      }
      return signal.aborted ? [] : visible.splice(0, max);
    },
    acknowledge: (records) => void acknowledged.push(...records.map(({ itemIdentifier }) => itemIdentifier)),
  };
}
