import type { Clock } from "../../../../kernel/clock.ts";
import type { Verdict } from "./answer.ts";

/** Answers of authorizers that are remembered for the time that their settings give. */
export interface VerdictMemory {
  recall(key: string): Verdict | undefined;
  keep(key: string, verdict: Verdict, ttlMs: number): void;
}

/** Beyond these the oldest answer is forgotten, so that made-up tokens do not fill the memory. */
const LARGEST_SIZE = 10_000;

export function createVerdictMemory(clock: Pick<Clock, "now">): VerdictMemory {
  const kept = new Map<string, { readonly verdict: Verdict; readonly expiresAt: number }>();
  return {
    recall(key) {
      const found = kept.get(key);
      return found && found.expiresAt > clock.now() ? found.verdict : undefined;
    },
    keep(key, verdict, ttlMs) {
      if (ttlMs <= 0) return;
      kept.delete(key);
      kept.set(key, { verdict, expiresAt: clock.now() + ttlMs });
      const [oldest] = kept.keys();
      if (kept.size > LARGEST_SIZE && oldest !== undefined) kept.delete(oldest);
    },
  };
}
