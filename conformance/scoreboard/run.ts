import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Running {
  readonly stop: () => Promise<void>;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Asked with all that was printed so far. */
  readonly isReady: (output: string) => boolean;
}

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
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} is not ready:\n${output}`)), LONGEST_START_MS);
    const read = (chunk: Buffer) => {
      output += chunk;
      if (!isReady(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    ended.then(() => reject(new Error(`${file} ended:\n${output}`)));
  });
  return {
    async stop() {
      if (child.exitCode !== null || child.pid === undefined) return;
      process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}
