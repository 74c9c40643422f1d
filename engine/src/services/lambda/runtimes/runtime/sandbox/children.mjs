import childProcess, { ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import workerThreads from "node:worker_threads";
import { runWithoutInherited, withoutInherited } from "./inherited-output.mjs";

/** @typedef {import("../../../environment/protocol.ts").IsolateMessage} IsolateMessage */

/**
 * @typedef {object} ChildrenOptions
 * @property {boolean} isThread
 * @property {(message: IsolateMessage) => void} send
 */

/**
 * The options that Node.js makes of the arguments of `spawn`, `exec`, `execFile` and `fork`.
 *
 * @typedef {object} SpawnOptions
 * @property {string} [cwd]
 * @property {boolean} [detached]
 * @property {string[]} [envPairs]
 * @property {unknown} [stdio]
 */

/**
 * The hold that three watchers have on one environment.
 *
 * @typedef {object} Watch
 * @property {boolean} isThread
 * @property {string} value Of the one variable.
 * @property {() => void} open
 * @property {(options: { cwd?: unknown, detached?: unknown }) => { cwd?: unknown, detached?: unknown }} placed
 * @property {(child: ChildProcess, pid: number, leads: boolean) => void} note
 */

/** The one variable that is another in every environment: by its value strays are found. */
const VARIABLE = "AWS_LAMBDA_LOG_STREAM_NAME";

const NESTED_THREAD = fileURLToPath(new URL("./nested-thread.cjs", import.meta.url));

/** The longest string of V8. */
const LONGEST_VALUE_MB = 1024;

/** Windows has no groups of processes, and opens a window for one that is detached. */
const hasGroups = process.platform !== "win32";

/**
 * Has the engine know what the function starts, so that it ends with the environment.
 *
 * @param {ChildrenOptions} options
 * @returns {ReadonlySet<number>} The ids of the processes that run.
 */
export function watchChildren({ isThread, send }) {
  const value = process.env[VARIABLE] ?? "";
  /** @type {Set<number>} */
  const children = new Set();
  let isOpen = !isThread;

  /** Waits for the engine's word: from then on the watchdog knows of this environment, whatever comes next. */
  function open() {
    if (isOpen) return;
    isOpen = true;
    const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    send({ type: "opening", cell });
    Atomics.wait(cell, 0, 0);
  }

  /** A thread's children are the engine's own, which has to tell them from the rest; its directory is the engine's. */
  const placed = (/** @type {{ cwd?: unknown, detached?: unknown }} */ { cwd, detached }) =>
    isThread
      ? {
          detached: hasGroups || detached,
          cwd: typeof cwd === "string" ? resolve(process.cwd(), cwd) : (cwd ?? process.cwd()),
        }
      : {};

  /**
   * @param {ChildProcess} child
   * @param {number} pid
   * @param {boolean} leads True when it leads a group of its own.
   */
  function note(child, pid, leads) {
    children.add(pid);
    if (leads) send({ type: "child", pid });
    child.once("exit", () => {
      children.delete(pid);
      if (leads) send({ type: "child-ended", pid });
    });
  }

  const watch = { isThread, value, open, placed, note };
  watchSpawn(watch);
  watchSynchronous(watch, "execSync", 1);
  watchSynchronous(watch, "execFileSync", 2);
  watchSynchronous(watch, "spawnSync", 2);
  if (isThread) watchThreads(watch);
  return children;
}

/** @param {Watch} watch */
function watchSpawn({ isThread, value, open, placed, note }) {
  const prototype = /** @type {{ spawn(options: SpawnOptions): unknown }} */ (
    /** @type {object} */ (ChildProcess.prototype)
  );
  const { spawn } = prototype;
  /**
   * @this {ChildProcess}
   * @param {SpawnOptions} options
   */
  prototype.spawn = function (options) {
    open();
    const envPairs = withVariable(value, options.envPairs ?? Object.entries(process.env).map((pair) => pair.join("=")));
    const output = isThread ? withoutInherited(options.stdio) : { stdio: options.stdio, lead: () => {} };
    const { stdio } = output;
    const started = Reflect.apply(spawn, this, [{ ...options, ...placed(options), envPairs, stdio }]);
    output.lead(this);
    if (this.pid !== undefined) note(this, this.pid, isThread || options.detached === true);
    return started;
  };
}

/**
 * @param {string} value
 * @param {readonly string[]} pairs
 */
const withVariable = (value, pairs) =>
  pairs.some((pair) => pair.startsWith(`${VARIABLE}=`)) ? [...pairs] : [...pairs, `${VARIABLE}=${value}`];

/**
 * @param {Watch} watch
 * @param {"execSync" | "execFileSync" | "spawnSync"} name
 * @param {number} last The place of its options, at the latest.
 */
function watchSynchronous({ isThread, value, open, placed }, name, last) {
  const original = /** @type {(...args: unknown[]) => unknown} */ (childProcess[name]);
  /** @param {unknown[]} args */
  const watched = (...args) => {
    open();
    const at = args.length > 1 && !Array.isArray(args[1]) && args[1] ? 1 : last;
    const given = args[at] ?? {};
    // Node.js has its own words for what are no options.
    if (typeof given !== "object") return original(...args);
    const options = /** @type {childProcess.CommonOptions & { detached?: boolean, stdio?: unknown }} */ (given);
    const env = options.env ?? process.env;
    const all = [...args];
    // By its prototype, since an environment may have one itself, and Node.js reads all of it.
    const ours = { ...placed(options), env: Object.assign(Object.create(env), { [VARIABLE]: value }) };
    /** @param {unknown} stdio */
    const run = (stdio) => {
      all[at] = { ...options, ...ours, ...(stdio !== undefined && { stdio }) };
      return original(...all);
    };
    return isThread ? runWithoutInherited(options.stdio, run) : run(options.stdio);
  };
  Object.assign(childProcess, {
    [name]: Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original)),
  });
}

/**
 * Widens a thread's limit: where one value does not fit into it, V8 ends the whole process, which is the engine's.
 *
 * @param {workerThreads.ResourceLimits} limits
 */
const withRoom = ({ maxOldGenerationSizeMb: limitMb, ...others }) =>
  limitMb === undefined ? others : { ...others, maxOldGenerationSizeMb: limitMb + LONGEST_VALUE_MB };

/**
 * Marks what a thread of the function's own starts by what it inherits; keeps its signals inside as well.
 *
 * @param {Watch} watch
 */
function watchThreads({ value, open }) {
  class Worker extends workerThreads.Worker {
    /**
     * @param {string | URL} file
     * @param {workerThreads.WorkerOptions} [options]
     */
    constructor(file, options) {
      open();
      const { execArgv = process.execArgv, env, resourceLimits } = options ?? {};
      super(file, {
        ...options,
        execArgv: [...execArgv, "--require", NESTED_THREAD],
        ...(resourceLimits && { resourceLimits: withRoom(resourceLimits) }),
        ...(typeof env === "object" && env && { env: { ...env, [VARIABLE]: value } }),
      });
    }
  }
  Object.assign(workerThreads, { Worker });
}
