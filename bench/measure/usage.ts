import { readdirSync, readFileSync } from "node:fs";

/** Figures of a process and all that it has started, by Linux's accounts. */
export interface Usage {
  /** Of all threads and processes, those that have ended included. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Memory that several processes share counts in parts. */
  readonly pssMb: number;
  readonly threads: number;
  readonly processes: number;
}

/** The unit of `/proc/PID/stat`, which is the same on every Linux that Node.js runs on. */
const MS_PER_TICK = 10;

/** Members of `/proc/PID/stat` behind the name, counted from the state. */
const PARENT = 1;
const TIMES = [11, 12, 13, 14];
const THREADS = 17;

export interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly threads: number;
}

/** Reads the text of `/proc/PID/stat`; a name may have brackets and spaces in it. */
export function parseStat(text: string): Stat {
  const members = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(members[PARENT]),
    ticks: TIMES.reduce((sum, at) => sum + Number(members[at]), 0),
    threads: Number(members[THREADS]),
  };
}

/** Reads the text of `/proc/PID/smaps_rollup`, in KB. */
export function parseMemory(text: string): { readonly rssKb: number; readonly pssKb: number } {
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
  return { rssKb: kb("Rss"), pssKb: kb("Pss") };
}

/** A process and those below it, of all that there are. */
export function treeOf(root: number, stats: readonly Stat[]): readonly Stat[] {
  const tree = stats.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...stats.filter(({ parent }) => parent === pid));
  return tree;
}

/** The text of a file of `/proc`, unless the process has just ended. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function readStats(): readonly Stat[] {
  return readdirSync("/proc").flatMap((name) => {
    const text = /^\d+$/.test(name) ? textOf(`/proc/${name}/stat`) : undefined;
    return text ? [parseStat(text)] : [];
  });
}

export const cpuMsOf = (root: number) =>
  treeOf(root, readStats()).reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK;

export function usageOf(root: number): Usage {
  const tree = treeOf(root, readStats());
  const memory = tree.map(({ pid }) => parseMemory(textOf(`/proc/${pid}/smaps_rollup`) ?? ""));
  return {
    cpuMs: tree.reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK,
    rssMb: memory.reduce((sum, { rssKb }) => sum + rssKb, 0) / 1024,
    pssMb: memory.reduce((sum, { pssKb }) => sum + pssKb, 0) / 1024,
    threads: tree.reduce((sum, { threads }) => sum + threads, 0),
    processes: tree.length,
  };
}
