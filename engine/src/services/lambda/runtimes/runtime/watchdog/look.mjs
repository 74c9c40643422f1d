import { hasProc, readProcessFile, readTable } from "./table.mjs";

/** @typedef {import("./table.mjs").Process} Process */

/**
 * The marks of processes that belong to sandboxes which end.
 *
 * @typedef {object} Sought
 * @property {readonly string[]} ids Part of the environment of every process that a sandbox starts.
 * @property {readonly number[]} groups Processes that lead a group and a session of their own.
 */

/**
 * Looks for all processes that belong to the sandboxes: by group and session, by what they have in their environment,
 * and because one of these has started them.
 *
 * @param {Sought} sought
 * @param {readonly Process[]} [table]
 * @returns {{ members: readonly number[], isClear: boolean }} It is not clear while a process just becomes another
 *   program: then it has no environment for a moment.
 */
export function look({ ids, groups }, table = readTable()) {
  const leaders = new Set(groups);
  let isClear = true;

  /** @param {Process} process */
  function isSought({ pid, group, session, isYoung }) {
    if (leaders.has(group) || leaders.has(session)) return true;
    const environment = hasProc ? readProcessFile(`${pid}/environ`) : undefined;
    // The system's own have no group here.
    if (environment === "" && isYoung && group !== 0) isClear = false;
    return ids.some((id) => environment?.includes(id));
  }

  // Neither this process nor the engine, whatever they were started by.
  const others = table.filter(({ pid }) => pid !== process.pid && pid !== process.ppid);
  const members = new Set(others.filter(isSought).map(({ pid }) => pid));
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of others) if (members.has(parent)) members.add(pid);
  }
  return { members: [...members], isClear };
}
