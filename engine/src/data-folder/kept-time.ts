import type { AdjustableClock } from "../kernel/clock.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Kept } from "../kernel/kept.ts";

/** The lead of a clock over the machine's, in milliseconds, as it is kept. */
interface KeptTime {
  readonly offsetMs: number;
}

const KEY = "offset";

/**
 * Moves `clock` as far ahead of the machine's as it was when the folder was used last: kept data has times of then, and
 * time never goes back. `advance` of the clock that it resolves with is kept too.
 */
export async function keepTime(clock: AdjustableClock, kept: Kept, journal: Recorder): Promise<AdjustableClock> {
  const shelf = kept.shelf<KeptTime>("time");
  const [[, { offsetMs }] = [KEY, { offsetMs: 0 }]] = shelf.entries();
  if (offsetMs > clock.offsetMs) {
    await clock.advance(offsetMs - clock.offsetMs);
    journal.record("data", "time-ahead", { offsetMs });
  }

  function keep(offset: number): void {
    if (Number.isFinite(offset)) shelf.put(KEY, { offsetMs: offset });
  }

  return {
    now: clock.now,
    after: clock.after,
    hold: clock.hold,
    get offsetMs() {
      return clock.offsetMs;
    },
    get isPaused() {
      return clock.isPaused;
    },
    // What is kept while it stands is later than it: the next start is not before it.
    pause: clock.pause,
    resume() {
      clock.resume();
      keep(clock.offsetMs);
    },
    async advance(ms, options) {
      // Ahead of it: what falls due on the way already has times of then.
      keep(clock.offsetMs + ms);
      try {
        await clock.advance(ms, options);
      } finally {
        keep(clock.offsetMs);
      }
      await kept.settled();
    },
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  };
}
