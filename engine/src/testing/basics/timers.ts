import timers from "node:timers";

/** The machine's timers as they were when this was loaded: a test may fake those that it sees. */
export const { setTimeout, clearTimeout, setInterval, clearInterval } = timers;

/** A time limit below the 5 s that runners give a test: the message that says what was missing should win. */
export const DEFAULT_TIMEOUT_MS = 4_000;

const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

/** Keeps the process alive until `work` ends: nothing that the engine runs does. */
export async function awake<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => {}, LONGEST_INTERVAL_MS);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}
