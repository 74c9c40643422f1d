import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const given: string[] = [];

/** A text that all processes of one test have in their command line or in their environment. */
export function newMark(): string {
  const mark = `mark-${randomUUID()}`;
  given.push(mark);
  return mark;
}

/** Ends what a test that failed has left. */
export function clearMarks(): void {
  for (const pid of given.splice(0).flatMap(marked)) process.kill(pid, "SIGKILL");
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

const isAlive = (pid: string) => !/^\d+ \(.*\) [ZX]/s.test(readProcess(pid, "stat"));

const hasMark = (pid: string, mark: string) =>
  ["cmdline", "environ"].some((file) => readProcess(pid, file).includes(mark));

/** The processes that have the mark and run. */
export const marked = (mark: string): readonly number[] =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && hasMark(pid, mark) && isAlive(pid))
    .map(Number);

const parentOf = (pid: string) => Number(/^\d+ \(.*\) \S (\d+)/s.exec(readProcess(pid, "stat"))?.[1]);

/** The processes that a process has started and that still run, and those that they have started. */
export function descendants(pid: number): readonly number[] {
  const children = readdirSync("/proc").filter((other) => parentOf(other) === pid && isAlive(other));
  return children.flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

/** Those of the processes that run. */
export const running = (pids: readonly number[]) =>
  pids.filter((pid) => readProcess(String(pid), "stat") && isAlive(String(pid)));

export const hasProc = process.platform === "linux";
