import type { LambdaEvent, Records } from "./target.ts";

export interface KeptRecords {
  readonly records: Records;
  readonly add: (events: readonly LambdaEvent[]) => void;
}

/** Records in memory. Who waits for one hears of `failed` too, if that ever rejects. */
export function keepRecords(failed?: Promise<never>): KeptRecords {
  const received: LambdaEvent[] = [];
  const waiting = new Set<() => void>();
  const found = (fits: (event: LambdaEvent) => boolean) =>
    new Promise<LambdaEvent>((resolve) => {
      const check = () => {
        const event = received.find(fits);
        if (!event) return;
        waiting.delete(check);
        resolve(event);
      };
      waiting.add(check);
      check();
    });
  return {
    records: { received, next: (fits) => (failed ? Promise.race([found(fits), failed]) : found(fits)) },
    add(events) {
      received.push(...events);
      for (const check of waiting) check();
    },
  };
}
