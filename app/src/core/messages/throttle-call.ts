import type { Metrics } from "../ports.ts";
import type { UserRef } from "../references.ts";
import type { RateCounters } from "./ports.ts";
import { windowAt } from "./rates.ts";

export interface ThrottleDependencies {
  readonly rateCounters: Pick<RateCounters, "countOf">;
  /** Messages and calls a minute. */
  readonly perUser: number;
  readonly metrics: Pick<Metrics, "count">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A call costs as much as a message: a write or two, and an invocation. */
const CALL_COST = 1;

/**
 * Counts a call of the HTTP API among the messages of its user, whatever will come of it. Resolves with how many
 * seconds to wait, 1 at least, if it was one too many.
 */
export async function throttleCall(
  user: UserRef,
  { rateCounters, perUser, metrics, now }: ThrottleDependencies,
): Promise<{ readonly retryAfterSeconds: number } | undefined> {
  const nowMs = now();
  const window = windowAt(nowMs);
  if ((await rateCounters.countOf(user, window, CALL_COST)) <= perUser) return undefined;
  metrics.count("MessagesRefused", 1, "rate_limited");
  return { retryAfterSeconds: Math.ceil((window.endsAtMs - nowMs) / 1000) };
}
