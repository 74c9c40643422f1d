import type { Random, RetryDelay } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { PortcullisError } from "./errors.ts";

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly retryDelay: RetryDelay;
}

/** The next attempt at something that failed. */
export interface Retry {
  readonly isWaiting: boolean;
  /** Runs `task` after a while, or when the server said so in `error`. Returns in how many milliseconds. */
  schedule(error: PortcullisError, task: () => void): number;
  cancel(): void;
  /** It succeeded, or is begun anew: the next wait is short again. */
  reset(): void;
}

export function createRetry({ clock, random, retryDelay }: RetryOptions): Retry {
  let failures = 0;
  let cancelTimer: (() => void) | undefined;

  function cancel(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  return {
    get isWaiting() {
      return cancelTimer !== undefined;
    },
    schedule(error, task) {
      failures += 1;
      const delayMs = error.details.retryAfterMs ?? retryDelay(failures, random);
      cancelTimer = clock.after(delayMs, () => {
        cancelTimer = undefined;
        task();
      });
      return delayMs;
    },
    cancel,
    reset() {
      failures = 0;
      cancel();
    },
  };
}
