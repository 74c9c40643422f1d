import type { Clock } from "../clock.ts";

// This entry stands alone: on servers nobody wants to load the client for a timer.

export type Timer = Pick<Clock, "after">;

export const systemTimer: Timer = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after a while, or when the signal aborts. */
export const pause = (delayMs: number, timer: Timer, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = timer.after(delayMs, end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });

/** Returns the message of whatever was thrown. */
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
