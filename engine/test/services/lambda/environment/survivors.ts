import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** A text that all processes of one test have in their command line, or in a file that they have as an argument. */
export const newMark = () => `mark-${randomUUID()}`;

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

const isAlive = (pid: string) => !/^\d+ \(.*\) [ZX]/s.test(readProcess(pid, "stat"));

/** The processes that have the mark in their command line. */
export const marked = (mark: string): readonly number[] =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && readProcess(pid, "cmdline").includes(mark) && isAlive(pid))
    .map(Number);

export const hasProc = process.platform === "linux";
