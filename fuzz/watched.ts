import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type Failure, Shared, type Told, type Work } from "./work.ts";

/** An input may take that long, in CPU time of its own. */
const MOST_MS = 1_000;

/** By the clock on the wall, after which a doubt is looked into: other processes take their time, too. */
const DOUBT_MS = 2_000;
const LOOK_MS = 200;

/** More than any target needs for an input. */
const MOST_HEAP_MB = 768;

export const HANG: Failure = { key: "hangs", text: `It takes more than ${MOST_MS / 1000} s of CPU time.` };
export const OUT_OF_MEMORY: Failure = { key: "takes too much memory", text: `It takes more than ${MOST_HEAP_MB} MB.` };

/** A worker thread with its watcher. */
export interface Watched extends AsyncDisposable {
  readonly shared: Shared;
  post(input: Uint8Array): void;
  /** Resolves when it has ended: undefined when its work was done, else with the failure that its input made. */
  readonly ended: Promise<Failure | undefined>;
}

export interface WatchedOptions extends Omit<Work, "shared"> {
  readonly onTold: (told: Told) => void;
  /** True: the worker does nothing but try single inputs, so that the CPU time of this process is theirs. */
  readonly isAlone: boolean;
}

/** A thread begins without the loader that reads TypeScript. */
const BOOT = `
  import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL("./worker.ts", import.meta.url).href)});
  });
`;

/** Starts a worker, and ends it once an input takes too long. */
export function watch({ onTold, isAlone, ...work }: WatchedOptions): Watched {
  const shared = new Shared();
  const worker = new Worker(BOOT, {
    eval: true,
    workerData: { ...work, shared: shared.buffer } satisfies Work,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    stderr: false,
  });
  let isOver = false;
  worker.on("message", onTold);
  const failed = new Promise<Failure | undefined>((resolve, reject) => {
    worker.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve(OUT_OF_MEMORY) : reject(error),
    );
    worker.once("exit", () => resolve(undefined));
  });
  const hung = watchOver(shared, isAlone, () => isOver).then(async (hangs) => {
    await worker.terminate();
    return hangs ? HANG : undefined;
  });
  const ended = Promise.race([failed, hung]).finally(() => {
    isOver = true;
  });
  return {
    shared,
    ended,
    post: (input) => worker.postMessage(input),
    async [Symbol.asyncDispose]() {
      isOver = true;
      await worker.terminate();
    },
  };
}

/** Resolves with true once one input has run for too long, with false once it is over. */
async function watchOver(shared: Shared, isAlone: boolean, isOver: () => boolean): Promise<boolean> {
  let [count, sinceMs, cpuMs] = [-1, 0, 0];
  while (!isOver()) {
    if (shared.count !== count || !shared.isRunning) [count, sinceMs, cpuMs] = [shared.count, Date.now(), cpuNow()];
    else if (isAlone ? cpuNow() - cpuMs > MOST_MS : Date.now() - sinceMs > DOUBT_MS) return true;
    await sleep(LOOK_MS, undefined, { ref: false });
  }
  return false;
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
