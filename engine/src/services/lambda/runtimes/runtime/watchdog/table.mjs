import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {number} group
 * @property {number} session The group again where the system does not tell.
 * @property {boolean} isYoung
 */

/** Has ended, and waits for its parent to notice. */
const ENDED = /^[ZX]/;

/** The unit of times in `/proc`, on all of Linux's platforms. */
const TICKS_PER_SECOND = 100;

/** Starting takes less than this, however busy the machine is. */
const YOUNG_TICKS = 2 * TICKS_PER_SECOND;

/** Places of fields in `/proc/PID/stat`, counted from the state. */
const STARTED_AT_FIELD = 19;

/** @param {string} file */
export function readProcessFile(file) {
  try {
    return readFileSync(`/proc/${file}`, "latin1");
  } catch {
    // It has ended meanwhile, or is another user's.
    return undefined;
  }
}

/**
 * `pid (name) state parent group session …`; the name may hold anything.
 *
 * @param {string} pid
 * @param {number} nowTicks
 * @returns {readonly Process[]}
 */
function readStat(pid, nowTicks) {
  const stat = readProcessFile(`${pid}/stat`);
  if (stat === undefined) return [];
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", parent, group, session] = fields;
  if (ENDED.test(state)) return [];
  const isYoung = nowTicks - Number(fields[STARTED_AT_FIELD]) < YOUNG_TICKS;
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: Number(session), isYoung }];
}

/** Counted from this process's own start, because a container may have an uptime of its own. */
function ticksNow() {
  const [, rest = ""] = (readProcessFile("self/stat") ?? "").split(") ");
  return Number(rest.split(" ")[STARTED_AT_FIELD]) + (performance.now() / 1000) * TICKS_PER_SECOND;
}

/** @returns {readonly Process[]} */
function readProc() {
  const nowTicks = ticksNow();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(pid, nowTicks));
}

/**
 * The table of processes as POSIX has it.
 *
 * @returns {readonly Process[]}
 */
export function readPs() {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "latin1" });
  return table.split("\n").flatMap((line) => {
    const [pid, parent, group, state = ""] = line.trim().split(/\s+/);
    if (!pid || ENDED.test(state)) return [];
    const session = Number(group);
    return [{ pid: Number(pid), parent: Number(parent), group: session, session, isYoung: false }];
  });
}

export const hasProc = process.platform === "linux";

export const readTable = hasProc ? readProc : readPs;
