import type { Clock } from "../../../kernel/clock.ts";

/** The engine's time since a question, and waiting for a moment of it. */
export interface Stopwatch {
  readonly elapsedMs: number;
  /** Resolves when that much time has passed since the question, or at once when the caller has gone. */
  until(atMs: number): Promise<void>;
}

export function startStopwatch(clock: Clock, signal: AbortSignal): Stopwatch {
  const startedAt = clock.now();
  return {
    get elapsedMs() {
      return clock.now() - startedAt;
    },
    until(atMs) {
      // By the moment and not by the delay before it: time may have jumped over several pieces.
      const delayMs = startedAt + atMs - clock.now();
      if (delayMs <= 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = clock.after(delayMs, () => {
          signal.removeEventListener("abort", giveUp);
          resolve();
        });
        const giveUp = () => {
          timer[Symbol.dispose]();
          resolve();
        };
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
