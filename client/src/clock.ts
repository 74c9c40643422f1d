/** Time as an option, so that a test can move it. */
export interface Clock {
  /** Returns epoch milliseconds. */
  now(): number;
  /** Runs `task` once, after `delayMs`, or much later where that is `Infinity`. Returns a function that cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** setTimeout fires at once above this delay (a signed 32-bit number of milliseconds, 24.8 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, Math.min(delayMs, LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
};
