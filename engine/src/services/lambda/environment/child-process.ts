import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { bootstrapFile } from "../runtime-files.ts";
import type { Exit, StartIsolate } from "./isolate.ts";
import type { IsolateMessage } from "./protocol.ts";

/** What Node.js ends with when its heap is full: `abort()`. */
const OUT_OF_MEMORY_SIGNALS = ["SIGABRT", "SIGTRAP"];

function exitOf(code: number | null, signal: string | null): Exit {
  if (signal === null) return { kind: "exit", code: code ?? 0 };
  return OUT_OF_MEMORY_SIGNALS.includes(signal) ? { kind: "out-of-memory" } : { kind: "signal", signal };
}

/** An isolate that is a process of its own: slower to start than a thread, with its own working directory and time zone. */
export const startProcess: StartIsolate = (options, events) => {
  const child = fork(bootstrapFile, [], {
    // A folder that is missing is the bootstrap's to report, in Lambda's words.
    cwd: existsSync(options.taskRoot) ? options.taskRoot : dirname(bootstrapFile),
    env: { ...options.variables },
    execArgv: [`--max-old-space-size=${options.memoryMb}`, ...options.flags],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let failure: Exit | undefined;
  child.on("message", (message) => events.message(message as IsolateMessage));
  child.stdout?.on("data", (chunk: Buffer) => events.output(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => events.output(chunk.toString()));
  // Without a process (the machine has no room for one) there is an error and no exit.
  child.on("error", (error) => {
    failure = { kind: "failed", message: error.message };
    if (child.pid === undefined) events.exit(failure);
  });
  child.on("exit", (code, signal) => events.exit(failure ?? exitOf(code, signal)));
  return {
    send: (message) => void child.send(message, () => {}),
    kill: () => void child.kill("SIGKILL"),
  };
};
