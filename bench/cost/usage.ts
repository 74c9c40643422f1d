import { readdirSync, readFileSync } from "node:fs";

/** Figures of a process and all that it has started, by Linux's accounts. */
export interface Usage {
  /** Of all threads and processes, those that have ended included. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Memory that several processes share counts in parts. */
  readonly pssMb: number;
  readonly threads: number;
}

/** The unit of `/proc/PID/stat`, which is the same on every Linux that Node.js runs on. */
const MS_PER_TICK = 10;

/** Members of `/proc/PID/stat` behind the name, counted from the state. */
const PARENT = 1;
const TIMES = [11, 12, 13, 14];
const THREADS = 17;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly threads: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const members = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = TIMES.reduce((sum, at) => sum + Number(members[at]), 0);
    return { pid, parent: Number(members[PARENT]), ticks, threads: Number(members[THREADS]) };
  } catch {
    return undefined;
  }
}

function treeOf(root: number): readonly Stat[] {
  const stats = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  const tree = stats.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...stats.filter(({ parent }) => parent === pid));
  return tree;
}

export const cpuMsOf = (root: number) => treeOf(root).reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK;

export function usageOf(root: number): Usage {
  const tree = treeOf(root);
  const memory = tree.map(({ pid }) => memoryOf(pid));
  return {
    cpuMs: tree.reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK,
    rssMb: memory.reduce((sum, { rssKb }) => sum + rssKb, 0) / 1024,
    pssMb: memory.reduce((sum, { pssKb }) => sum + pssKb, 0) / 1024,
    threads: tree.reduce((sum, { threads }) => sum + threads, 0),
  };
}

function memoryOf(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
    return { rssKb: kb("Rss"), pssKb: kb("Pss") };
  } catch {
    return { rssKb: 0, pssKb: 0 };
  }
}
