export type Random = () => number;

/** How long to wait before trying again after `failures` failures in a row (1 or more), in milliseconds. */
export type RetryDelay = (failures: number, random: Random) => number;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

/**
 * Anything between 0 and a bound that doubles from 500 ms to 20 s. Clients that were cut off together come back spread
 * over the whole time ("full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const fullJitterBackoff: RetryDelay = (failures, random) =>
  random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
