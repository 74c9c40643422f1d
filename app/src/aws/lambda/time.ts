import type { Timer } from "../../core/requests/ports.ts";
import type { InvocationContext } from "./events.ts";

/** Time of a step at its worst, which is not broken off: posts begun within 10 seconds, 8 for the last, and the notes of them. */
const STEP_BUDGET_MS = 40_000;

/** Time that one event may take at a time. Then others have their turn, and its rest comes again. */
const EVENT_BUDGET_MS = 20_000;

type Time = Pick<InvocationContext, "getRemainingTimeInMillis">;

export const hasTimeForStep = (context: Time) => context.getRemainingTimeInMillis() > STEP_BUDGET_MS;

/** Gives the clock of an event that begins now: false when the rest of it is to come again. */
export function hasTimeOf(context: Time, budgetMs = EVENT_BUDGET_MS): () => boolean {
  const leftMs = Math.max(STEP_BUDGET_MS, context.getRemainingTimeInMillis() - budgetMs);
  return () => context.getRemainingTimeInMillis() > leftMs;
}

export const timer: Timer = {
  after(ms, task) {
    const timeout = setTimeout(task, ms);
    return () => clearTimeout(timeout);
  },
};
