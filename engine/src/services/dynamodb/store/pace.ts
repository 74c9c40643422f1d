import { performance } from "node:perf_hooks";
import { setTimeout as pauseFor } from "node:timers/promises";

/**
 * Gives turns by the machine's time, as the store has no other: the next at once, but no sooner than `intervalMs` after the
 * one before. A signal ends the wait.
 */
export function createPace(intervalMs: number): (signal: AbortSignal) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const earlyMs = last + intervalMs - performance.now();
    if (earlyMs > 0) await pauseFor(earlyMs, undefined, { signal }).catch(() => undefined);
    last = performance.now();
  };
}
