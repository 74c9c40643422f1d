import type { Client, EntityUpdate, Subscription } from "../../client/src/index.ts";

/** The record of one subscription, which has to be whole in the end. */
export interface Followed {
  readonly entityId: string;
  unsubscribe(): void;
  /** The faults so far, given the last sequence that was published; empty when nothing is. */
  faults(lastSeq: number): readonly string[];
  /** Tells whether everything up to `lastSeq` has arrived. */
  isComplete(lastSeq: number): boolean;
}

/** Subscribes, and writes down each update once it has been through the client's own deduplication. */
export function follow(client: Client, who: string, entityId: string): Followed {
  const seen = new Map<number, number>();
  const gaps: string[] = [];
  /** The entity's sequence when the server first confirmed. Later confirmations are resumptions. */
  let base: number | undefined;
  const subscription: Subscription = client.subscribe(entityId, note, {
    onGap: ({ since, seq }) => gaps.push(`gap between ${since} and ${seq}`),
  });
  subscription.on("subscribed", ({ seq }) => {
    base ??= seq ?? 0;
  });

  function note({ seq = 0 }: EntityUpdate): void {
    seen.set(seq, (seen.get(seq) ?? 0) + 1);
  }

  function missing(lastSeq: number): readonly number[] {
    const from = (base ?? lastSeq) + 1;
    return Array.from({ length: Math.max(0, lastSeq - from + 1) }, (_, index) => from + index).filter(
      (seq) => !seen.has(seq),
    );
  }

  const named = (fault: string) => `${who}, ${entityId}: ${fault}`;

  return {
    entityId,
    unsubscribe: subscription.unsubscribe,
    isComplete: (lastSeq) => base !== undefined && missing(lastSeq).length === 0,
    faults(lastSeq) {
      const lost = missing(lastSeq).map((seq) => `${seq} is missing`);
      const repeated = [...seen].filter(([, times]) => times > 1).map(([seq, times]) => `${seq} came ${times} times`);
      return [...gaps, ...lost, ...repeated].map(named);
    },
  };
}
