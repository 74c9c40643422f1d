import type { Clock } from "../clock.ts";

export type Timer = Pick<Clock, "now" | "after">;

/** setTimeout fires at once above this delay (a signed 32-bit number of milliseconds, 24.8 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** A timer of its own: the client's is inside of the client, and here would be a copy of it. */
export const systemTimer: Timer = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, Math.min(delayMs, LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
};
