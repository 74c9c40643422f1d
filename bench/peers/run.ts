import { spawn } from "node:child_process";
import { once } from "node:events";
import { atSignal } from "../ended.ts";

export interface Running {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Asked with all that was printed so far. */
  readonly isReady: (output: string) => boolean;
}

/** The JSON line of a server of ours that says where it listens, as soon as it is whole. */
export const readyLineOf = (output: string): string | undefined => /^\{.*\}$/m.exec(output)?.[0];

const LONGEST_START_MS = 120_000;

/** Starts a program, and resolves once it is ready. */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Running> {
  const { cwd, env, isReady } = options;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "exit");
  const killGroup = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGKILL");
  };
  const signalled = atSignal(killGroup);
  let output = "";
  let isWaiting = true;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} is not ready:\n${output}`)), LONGEST_START_MS);
    const read = (chunk: Buffer) => {
      if (!isWaiting) return;
      output += chunk;
      if (!isReady(output)) return;
      isWaiting = false;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    ended.then(() => reject(new Error(`${file} ended:\n${output}`)), reject);
  });
  return {
    pid: child.pid ?? 0,
    async stop() {
      killGroup();
      await ended;
      signalled[Symbol.dispose]();
    },
  };
}
