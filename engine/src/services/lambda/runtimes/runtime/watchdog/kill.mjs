import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { look } from "./look.mjs";

/** @typedef {import("./look.mjs").Sought} Sought */

/** Time to die. A process that needs more is held by the system itself, e.g. by a disk that does not answer. */
const GIVE_UP_MS = 5_000;

/** Time between two looks at the table of processes: a killed one takes a moment to go. */
const PAUSE_MS = 5;

/** One is not enough: a process that was started during the look, by one that ended during it, was in none of the two. */
const CLEAR_LOOKS = 3;

/** @param {number} pid */
function killOne(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was quicker.
  }
}

/**
 * Kills until nothing is left, because a process may start another before its own end.
 *
 * @param {Sought} sought
 */
async function killMembers(sought) {
  if (sought.ids.length === 0) return;
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (let clearLooks = 0; clearLooks < CLEAR_LOOKS && performance.now() < giveUpAt; ) {
    const { members, isClear } = look(sought);
    members.forEach(killOne);
    clearLooks = isClear && members.length === 0 ? clearLooks + 1 : 0;
    await setTimeout(PAUSE_MS);
  }
}

/**
 * Windows knows neither groups nor sessions; a process and those that it started are a tree as long as it runs.
 *
 * @param {Sought} sought
 */
async function killTrees({ groups }) {
  await Promise.all(
    groups.map(
      (pid) => new Promise((resolve) => void execFile("taskkill", ["/PID", String(pid), "/T", "/F"], resolve)),
    ),
  );
}

/** Resolves when all that was sought is gone. */
export const kill = process.platform === "win32" ? killTrees : killMembers;
