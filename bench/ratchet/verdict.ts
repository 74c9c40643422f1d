import { tableOf } from "../page/table.ts";

/** CPU time per operation by that of bare `ws` in the same run, by operation. */
export type Ratios = Readonly<Record<string, number>>;

export interface Baseline {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
  readonly ratios: Ratios;
}

/** A ratio may grow by a third. */
export const MOST_GROWTH = 4 / 3;

export interface Verdict {
  readonly operation: string;
  readonly before: number;
  readonly now: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** Holds the ratios of a run against those of the baseline. What was not measured does not hold. */
export const judge = (before: Ratios, now: Ratios): readonly Verdict[] =>
  Object.entries(before).map(([operation, ratio]) => {
    const limit = ratio * MOST_GROWTH;
    const measured = now[operation] ?? Number.NaN;
    return { operation, before: ratio, now: measured, limit, holds: measured <= limit };
  });

/**
 * The ratio of the least of all rounds. Whoever else is on the machine only adds to a round, by what it takes of caches
 * and by threads that find their core taken, and adds more to a server of many threads: the least has least of it.
 */
export const ratioOf = (cpuUs: readonly number[], bareCpuUs: readonly number[]): number =>
  Math.min(...cpuUs) / Math.min(...bareCpuUs);

/** Text for whoever reads what CI says. */
export function reportOf(verdicts: readonly Verdict[], { date, commit, machine }: Baseline): string {
  const rows = verdicts.map(({ operation, before, now, limit, holds }) => [
    operation,
    before.toFixed(1),
    now.toFixed(1),
    limit.toFixed(1),
    holds ? "holds" : "**too much**",
  ]);
  const table = tableOf(["CPU time by that of bare `ws`", "before", "now", "limit", ""], rows);
  const source = `Before: ${date}, commit ${commit}, ${machine}.\n`;
  const wrong = verdicts.filter(({ holds }) => !holds).map(({ operation }) => operation);
  if (wrong.length === 0) return `${table}\n${source}`;
  return `${table}\n${source}\n${wrong.join(", ")}: the engine takes more than a third more CPU time than before, in the best of all rounds. \`npm run bench -- flame\` shows for what. If it is worth it, \`npm run bench:ratchet -- --write\` takes today's ratios for the next baseline.\n`;
}
