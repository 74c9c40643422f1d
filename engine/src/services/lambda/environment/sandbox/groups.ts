import { platform } from "node:os";

/** Windows has no groups; there the number is that of the process alone. */
const addressOf = (group: number) => (platform() === "win32" ? group : -group);

function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(addressOf(group), name);
  } catch (error) {
    // A process that runs as another user is there as well.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ends a process and all that it has started in its own group. */
export const killGroup = (group: number): void => void signal(group, "SIGKILL");

/** Tells whether anybody is left in a group. */
export const isGroup = (group: number): boolean => signal(group, 0);
