import { Worker } from "node:worker_threads";
import { messageOf } from "../../../kernel/errors.ts";
import { bootstrapFile } from "../runtimes/runtime-files.ts";
import { Claims } from "./claims.ts";
import type { Exit, Isolate, StartIsolate } from "./isolate.ts";
import { isIsolateMessage } from "./isolate-message.ts";

/** The youngest objects' part of the heap, beside what `MemorySize` gives to the older ones. */
const YOUNG_GENERATION_MB = 6;

/**
 * Room for a thread's heap beside its `MemorySize`, which the bootstrap sees to: V8 ends a thread that comes to its
 * limit bit by bit, and the whole process where a single value does not fit any more. The longest string has so much.
 */
const LONGEST_VALUE_MB = 1024;

/** Invocations that a thread may have ahead: with as many it hardly ever waits for the engine, nor the engine for it. */
const MOST_AHEAD = 8;

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";

/** An isolate that is a thread of this process: quick to start and small, with a heap and an environment of its own. */
export const startThread: StartIsolate = (options, events) => {
  let failure: Exit | undefined;
  let worker: Worker;
  const underWay = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const claims = new Claims(MOST_AHEAD);
  try {
    worker = new Worker(bootstrapFile, {
      name: options.name,
      env: { ...options.variables },
      // This process's own options (a loader, an inspector) are not the function's.
      execArgv: [...options.flags],
      argv: [],
      workerData: { underWay, claims: claims.cells },
      stdout: options.keepAlive,
      stderr: options.keepAlive,
      resourceLimits: {
        maxOldGenerationSizeMb: options.memoryMb + LONGEST_VALUE_MB,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
  } catch (error) {
    // The function's NODE_OPTIONS may hold what Node.js refuses.
    return failedIsolate(messageOf(error), events.exit);
  }
  worker.on("message", (message: unknown) => {
    events.message(message);
    makeRoom(message, underWay);
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    // What was asked for keeps this process alive until it ends; what was not is piped to this process's own output.
    stream.unpipe();
    stream.on("data", (chunk: Buffer) => events.output(chunk.toString()));
  }
  worker.on("error", (error) => {
    failure = isOutOfMemory(error) ? { kind: "out-of-memory" } : { kind: "failed", message: messageOf(error) };
  });
  worker.on("exit", (code) => events.exit(failure ?? { kind: "exit", code }));
  if (!options.keepAlive) worker.unref();
  return {
    threadId: worker.threadId,
    claims,
    idleMs: () => worker.performance.eventLoopUtilization().idle,
    send: (message) => worker.postMessage(message),
    kill: () => void worker.terminate(),
  };
};

/** A thread that prints faster than that is read waits for it. */
function makeRoom(message: unknown, underWay: Int32Array): void {
  if (!isIsolateMessage(message) || message.type !== "log") return;
  Atomics.sub(underWay, 0, message.line.length);
  Atomics.notify(underWay, 0);
}

function failedIsolate(message: string, exit: (exit: Exit) => void): Isolate {
  queueMicrotask(() => exit({ kind: "failed", message }));
  return { send: () => {}, kill: () => {} };
}
