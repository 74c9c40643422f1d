import { readFile } from "node:fs/promises";

/** Files that a process has open besides its sockets. */
const OTHERS = 200;

/** The number of files that a process may have open, out of the text of `/proc/self/limits`. */
export function openFilesOf(limits: string): number {
  const [, soft = ""] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Throws with what to do, when so many sockets are more than this process may have. */
export async function requireOpenFiles(connections: number): Promise<void> {
  const limit = openFilesOf(await readFile("/proc/self/limits", "utf8"));
  if (limit >= connections + OTHERS) return;
  const most = Math.max(0, limit - OTHERS);
  throw new Error(
    `${connections} connections are more than this shell lets a process have open, which is ${limit} files. ` +
      `Run \`ulimit -n ${connections + OTHERS}\` before (as root, if the hard limit of \`ulimit -Hn\` is lower), ` +
      `or measure fewer: --connections ${most}.`,
  );
}
