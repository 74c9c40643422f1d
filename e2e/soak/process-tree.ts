import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** A process and all that it has started, by Linux's accounts. */
export interface ProcessTree {
  readonly processes: readonly ProcessFacts[];
  readonly rssMb: number;
  readonly threads: number;
  /** Open files, sockets, pipes and the like, by kind. */
  readonly handles: ReadonlyMap<string, number>;
}

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Ticks since the machine's start: a pid may come again. */
  readonly startedAt: string;
  readonly threads: number;
  readonly command: string;
}

/** Members of `/proc/PID/stat` behind the name, counted from the state. */
const [PARENT, THREADS, STARTED_AT] = [1, 17, 19];

const PAGES_PER_MB = 256;

export function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const end = text.lastIndexOf(")");
    const members = text.slice(end + 2).split(" ");
    // What has ended and was not waited for holds nothing.
    if (members[0] === "Z") return undefined;
    return {
      pid,
      parent: Number(members[PARENT]),
      startedAt: members[STARTED_AT] ?? "",
      threads: Number(members[THREADS]),
      command: text.slice(text.indexOf("(") + 1, end),
    };
  } catch {
    return undefined;
  }
}

/** Undefined where there is no `/proc`, or no such process. */
export function processTree(root: number): ProcessTree | undefined {
  const found = factsOf(root);
  if (!found) return undefined;
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (factsOf(Number(name)) ?? []) : []));
  const processes = [found];
  for (const { pid } of processes) processes.push(...all.filter(({ parent }) => parent === pid));
  return {
    processes,
    rssMb: sum(processes.map(({ pid }) => residentMb(pid))),
    threads: sum(processes.map(({ threads }) => threads)),
    handles: countOf(processes.flatMap(({ pid }) => handlesOf(pid))),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function residentMb(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) / PAGES_PER_MB;
  } catch {
    return 0;
  }
}

function handlesOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => kindOf(join(folder, fd)));
  } catch {
    return [];
  }
}

/** `socket:[123]` → `socket`; a file is a `file`. None for what was closed meanwhile. */
function kindOf(handle: string): readonly string[] {
  try {
    const target = readlinkSync(handle);
    return [target.startsWith("/") ? "file" : (/^(?:anon_inode:)?\[?(\w+)/.exec(target)?.[1] ?? target)];
  } catch {
    return [];
  }
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
