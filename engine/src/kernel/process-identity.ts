import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The identity of a process, so that another one with the same number is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The space in which `pid` counts: containers on one host have their own. Linux alone tells. */
  readonly pidNamespace?: string | undefined;
  /** The boot and the tick in which it started. Linux alone tells. */
  readonly started?: string | undefined;
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, host: hostname(), pidNamespace: pidNamespace(), started: readProcess(pid)?.started };
}

/** Undefined: it runs elsewhere, and cannot be asked from here. */
export function isRunning(process: ProcessIdentity): boolean | undefined {
  if (process.host !== hostname() || process.pidNamespace !== pidNamespace()) return undefined;
  if (!takesSignals(process.pid)) return false;
  const now = readProcess(process.pid);
  if (!now) return true;
  return !now.ended && (process.started === undefined || process.started === now.started);
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ended, though its parent has not asked how: zombie and dead (proc_pid_stat(5)). */
const ENDED = ["Z", "X"];

/** Undefined where there is no /proc. */
function readProcess(pid: number): { readonly started: string; readonly ended: boolean } | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name, in parentheses, may hold anything. Behind it are the state and, as the 20th, the start.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { started: `${boot}/${fields[19]}`, ended: ENDED.includes(fields[0] ?? "") };
  } catch {
    return undefined;
  }
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined;
  }
}
