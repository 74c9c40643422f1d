import type { Clock } from "./clock.ts";

/** Time without news after which what is missing is asked for. It doubles while nothing comes. */
const SILENCE_MS = 5_000;
const LONGEST_SILENCE_MS = 5 * 60_000;

export interface Patience {
  /** Waits from now on. */
  begin(): void;
  /** Asks now. */
  now(): void;
  end(): void;
}

/** Asks, and again while that does not help, later each time. */
export function createPatience(timer: Pick<Clock, "after">, ask: () => Promise<void>): Patience {
  let cancelTimer = () => {};
  let silenceMs = SILENCE_MS;

  function wait(): void {
    cancelTimer();
    cancelTimer = timer.after(silenceMs, askAgain);
  }

  function askAgain(): void {
    silenceMs = Math.min(2 * silenceMs, LONGEST_SILENCE_MS);
    wait();
    // It is asked again, or the subscription has told why it ended.
    ask().catch(() => {});
  }

  return {
    begin(): void {
      silenceMs = SILENCE_MS;
      wait();
    },
    now(): void {
      silenceMs = SILENCE_MS / 2;
      askAgain();
    },
    end: () => cancelTimer(),
  };
}
