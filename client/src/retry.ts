import type { Clock } from "./clock.ts";
import type { PortcullisError } from "./errors.ts";

export type Random = () => number;

/** Returns the milliseconds to wait before the next attempt, after `failures` failures in a row (1 or more). */
export type RetryDelay = (failures: number, random: Random) => number;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

/**
 * Returns anything between 0 and a bound that doubles from 500 ms to 20 s, so that clients that were cut off together
 * come back spread over the whole time ("full jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const fullJitterBackoff: RetryDelay = (failures, random) =>
  random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));

export interface RetryDependencies {
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
  /** Makes the next wait short again, after a success or for a new beginning. */
  reset(): void;
}

export function createRetry({ clock, random, retryDelay }: RetryDependencies): Retry {
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
