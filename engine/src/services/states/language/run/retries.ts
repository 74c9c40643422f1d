import type { Random } from "../../../../kernel/random.ts";
import { isNamedBy, type StateError } from "../errors/state-error.ts";
import type { Retrier } from "../schema.ts";

/** Milliseconds until the next attempt; undefined when there is none. Counts each retrier's attempts. */
export function createRetries(retriers: readonly Retrier[], random: Random): (error: StateError) => number | undefined {
  const counts = new Map<Retrier, number>();
  return (error) => {
    const retrier = retriers.find(({ ErrorEquals }) => isNamedBy(error, ErrorEquals));
    if (!retrier) return undefined;
    const count = counts.get(retrier) ?? 0;
    if (count >= retrier.MaxAttempts) return undefined;
    counts.set(retrier, count + 1);
    return delayMs(retrier, count, random);
  };
}

function delayMs(retrier: Retrier, count: number, random: Random): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier;
  const fullMs = Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds) * 1000;
  return JitterStrategy === "FULL" ? (fullMs * random.bytes(4).readUInt32BE()) / 2 ** 32 : fullMs;
}
