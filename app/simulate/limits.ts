import type { Assumptions } from "./assumptions.ts";
import { QUOTAS } from "./constants.ts";
import type { Model } from "./model.ts";

/** Time without updates after which users call. */
const PATIENCE_SECONDS = 5 * 60;

/** Says what would not work as asked, and what to do about it. */
export function limitsReached(given: Assumptions, { rates, steady, storm, callBudget }: Model): readonly string[] {
  const checks: readonly (readonly [isReached: boolean, advice: string])[] = [
    [
      rates.connect > given["connects-per-second"],
      "Users come faster than the quota of new connections: have it raised, or let connections last longer.",
    ],
    [
      storm.secondsUntilAllAreBack > PATIENCE_SECONDS,
      "After a loss of all connections it takes longer than 5 minutes until everybody is back: have the quota of new connections raised, or spread users over regions or accounts.",
    ],
    [
      storm.writeUnits > QUOTAS.newTableWriteUnits.value,
      "After a loss of all connections users come back faster than a table takes writes that was quiet before: give it warm throughput.",
    ],
    [
      callBudget > 1,
      "There are more pushes than the account's calls a second: have the quota raised, merge updates, or choose a service that fans out by itself.",
    ],
    [
      Math.max(steady.concurrency, storm.concurrency) > QUOTAS.lambdaConcurrency.value,
      "More functions run at once than an account's default allows: have it raised.",
    ],
  ];
  return checks.flatMap(([isReached, advice]) => (isReached ? [advice] : []));
}
