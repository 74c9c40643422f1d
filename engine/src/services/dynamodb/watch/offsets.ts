/** The offsets that a clock has had, so that times of the store, which knows the machine's only, can be told in engine time. */
export interface Offsets {
  /** Notes the present offset. To be called whenever something was written. */
  note(): void;
  /** The offset at a time of the machine, epoch milliseconds. */
  at(machineTimeMs: number): number;
}

interface Span {
  readonly since: number;
  readonly offsetMs: number;
}

/** Stores tell seconds. */
const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000;

export function createOffsets(clock: { now(): number; readonly offsetMs: number }): Offsets {
  const spans: Span[] = [{ since: Number.NEGATIVE_INFINITY, offsetMs: clock.offsetMs }];
  return {
    note() {
      const { offsetMs } = clock;
      if (offsetMs !== spans.at(-1)?.offsetMs) spans.push({ since: wholeSeconds(clock.now() - offsetMs), offsetMs });
    },
    at: (machineTimeMs) => spans.findLast(({ since }) => since <= machineTimeMs)?.offsetMs ?? 0,
  };
}
