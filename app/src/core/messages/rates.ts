/** A minute in which messages and work are counted. */
export interface RateWindow {
  /** Its number, counted from 1970. */
  readonly index: number;
  readonly endsAtMs: number;
}

const WINDOW_MS = 60_000;

export function windowAt(nowMs: number): RateWindow {
  const index = Math.floor(nowMs / WINDOW_MS);
  return { index, endsAtMs: (index + 1) * WINDOW_MS };
}

/**
 * Work that is worth one message. Each message costs 1 of the rates of its connection and its user; what it has done
 * beyond that costs 1 for each so many begun. A message takes about ten write units of the table and an invocation.
 */
const PER_MESSAGE = {
  /** Updates that `subscribe` with `since` has sent again: posts, which are messages themselves, without the rest. */
  resent: 5,
  /** Subscriptions that `authenticate` renews, of some write units each. */
  renewed: 5,
  /** Users that `presence` finds. */
  listed: 1_000,
  /** Members whom `presence` with data leads to tell. */
  told: 20,
  /** Posts of a push that is tried once, for which nothing is written. */
  pushed: 20,
} as const;

export type Work = keyof typeof PER_MESSAGE;

/** Gives the cost of work in messages. */
export function costOf(work: Work, count: number): number {
  return Math.ceil(count / PER_MESSAGE[work]);
}
