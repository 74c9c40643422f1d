import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { platform } from "node:os";
import { dirname } from "node:path";
import { letGo } from "../../../kernel/machine/let-go.ts";
import { oneArena } from "../runtimes/runtime/memory.mjs";
import { bootstrapFile } from "../runtimes/runtime-files.ts";
import type { Exit, StartIsolate } from "./isolate.ts";
import { killWhole, onWholeEnd } from "./sandbox/whole-end.ts";

/** The words of Node.js, past all that the function prints, before it aborts for want of memory. */
const OUT_OF_MEMORY = /^FATAL ERROR: .*heap out of memory/m;

function exitOf(code: number | null, signal: string | null, lastWords: string): Exit {
  if (signal === null) return { kind: "exit", code: code ?? 0 };
  return OUT_OF_MEMORY.test(lastWords) ? { kind: "out-of-memory" } : { kind: "signal", signal };
}

/** Many processes share a machine here, of which each would let its garbage grow as if it were alone. */
const SMALL_HEAP = ["--max-semi-space-size=2", "--heap-growing-percent=50"];

/** Behind these words comes a stack trace of native code. */
const KEPT_CHARACTERS = 10_000;

/** An isolate that is a process of its own: slower to start than a thread, with its own working directory and time zone. */
export const startProcess: StartIsolate = (options, events) => {
  const { sandbox } = options;
  sandbox.open();
  const child = fork(bootstrapFile, [], {
    // A folder that is missing is the bootstrap's to report, in Lambda's words.
    cwd: existsSync(options.taskRoot) ? options.taskRoot : dirname(bootstrapFile),
    env: { ...oneArena, ...options.variables },
    execArgv: [`--max-old-space-size=${options.memoryMb}`, ...SMALL_HEAP, ...options.flags],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own: what it starts ends with it, and Ctrl-C leaves it running while the engine stops.
    detached: platform() !== "win32",
  });
  if (child.pid !== undefined) sandbox.adopt(child.pid);
  if (!options.keepAlive) letGo(child);
  let failure: Exit | undefined;
  let lastWords = "";
  child.on("message", (message) => events.message(message));
  child.stdout?.on("data", (chunk: Buffer) => events.output(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-KEPT_CHARACTERS);
    events.output(chunk.toString());
  });
  // Without a process (the machine has no room for one) there is an error and no exit.
  child.on("error", (error) => {
    failure = { kind: "failed", message: error.message };
    if (child.pid === undefined) events.exit(failure);
  });
  onWholeEnd(child, sandbox, (code, signal) => events.exit(failure ?? exitOf(code, signal, lastWords)));
  return {
    send: (message) => void child.send(message, () => {}),
    kill: () => void killWhole(child, sandbox),
  };
};
