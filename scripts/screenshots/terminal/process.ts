import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";

/** A process whose output is read while it runs. */
export interface Recorded {
  /** Everything that it printed so far, on both outputs. */
  readonly output: () => string;
  /** Resolves when the output behind `from` fits. */
  until(pattern: RegExp, from?: number): Promise<void>;
  write(text: string): void;
  stop(): Promise<void>;
}

export function record(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Recorded {
  const child: ChildProcess = spawn(command, args, { cwd, env, stdio: "pipe" });
  const news = new EventEmitter();
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      news.emit("news");
    });
  child.on("exit", () => news.emit("news"));
  return {
    output: () => output,
    async until(pattern, from = 0) {
      while (!pattern.test(output.slice(from))) {
        if (child.exitCode !== null) throw new Error(`${command} has ended:\n${output}`);
        await once(news, "news");
      }
    },
    write: (text) => child.stdin?.write(text),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}
