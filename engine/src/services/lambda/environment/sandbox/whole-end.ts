import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { Sandbox } from "./sandboxes.ts";

/** Time to read what a process has printed, which takes much less. */
const OUTPUT_GRACE_MS = 100;

/** Kills a process that is part of a sandbox: with the others, because what it has started is found by it. */
export async function killWhole(child: ChildProcess, sandbox: Sandbox): Promise<void> {
  await sandbox.end();
  child.kill("SIGKILL");
}

/**
 * Calls `ended` once, when a process has ended and what it printed is read. What it has started may hold its output
 * open, and is killed first.
 */
export function onWholeEnd(
  child: ChildProcess,
  sandbox: Sandbox,
  ended: (code: number | null, signal: NodeJS.Signals | null) => void,
): void {
  let hasClosed = false;
  child.once("exit", async () => {
    await sandbox.end();
    if (!hasClosed) await setTimeout(OUTPUT_GRACE_MS, undefined, { ref: false });
    // Held by what has left the sandbox.
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  });
  child.once("close", (code, signal) => {
    hasClosed = true;
    if (child.pid !== undefined) ended(code, signal);
  });
}
