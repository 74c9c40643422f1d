import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { setEnvironmentData, threadId } from "node:worker_threads";

/**
 * @typedef {object} SignalsOptions
 * @property {boolean} isThread
 * @property {ReadonlySet<number>} children
 * @property {(signal: string) => void} die Ends this thread as the signal ends a process.
 */

/** Numbers from here on are no process's on any system that has groups. */
const FIRST_UNUSED_PID = 2 ** 22;

/** The first process of the machine, which starts the runtime on Lambda. */
const LAMBDA_PARENT_PID = 1;

const HIGHEST_SIGNAL = 64;

/** Nothing happens to a process that has no listener for these; Node.js itself takes the last two rows. */
const IGNORED = new Set([
  ...["SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH"],
  ...["SIGPIPE", "SIGXFSZ"],
  // Lets debuggers in.
  ...["SIGUSR1"],
]);

const STOPPING = new Set(["SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"]);

/**
 * `process.kill` checks its arguments and then calls `_kill`, which Node.js keeps replaceable for its own tests.
 *
 * @type {NodeJS.EventEmitter & { _kill: (pid: number, signal: number) => number }}
 */
const emitter = /** @type {NodeJS.Process & { _kill: (pid: number, signal: number) => number }} */ (process);

/** @param {number} number */
const nameOf = (number) => Object.entries(constants.signals).find(([, value]) => value === number)?.[0];

/** Stops this thread, as it happens to all threads: it is of no more use to anybody but the one who ends it. */
function stop() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0);
}

/**
 * Keeps a function's signals within its environment. A thread is to be taken for a process: a signal to itself does to
 * it alone what it would do to a process. Others than the function's own processes are not there, as on Lambda.
 *
 * @param {SignalsOptions} options
 */
export function keepSignalsInside({ isThread, children, die }) {
  const { errno } = constants;
  const enginePids = new Set(isThread ? [process.pid, process.ppid] : [process.ppid]);
  const inherited = process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? "";
  const pid = isThread ? FIRST_UNUSED_PID + threadId : process.pid;
  const own = new Set(isThread ? [0, pid, process.pid] : [0, pid]);
  const { _kill: kill } = emitter;
  const shown = { enumerable: true, configurable: true };
  Object.defineProperty(process, "pid", { ...shown, value: pid });
  // A value would leave the getter of Node.js in its place.
  Object.defineProperty(process, "ppid", { ...shown, get: () => LAMBDA_PARENT_PID });

  /** @param {number} signal */
  function signalSelf(signal) {
    if (signal < 0 || signal > HIGHEST_SIGNAL) return -errno.EINVAL;
    const name = nameOf(signal) ?? `signal ${signal}`;
    if (signal === 0) return 0;
    if (name !== "SIGKILL" && emitter.listenerCount(name) > 0) setImmediate(() => emitter.emit(name, name, signal));
    else if (STOPPING.has(name)) stop();
    else if (!IGNORED.has(name)) die(name);
    return 0;
  }

  /** @param {number} signal */
  function signalChildren(signal) {
    const results = [...children].map((child) => kill.call(process, child, signal));
    return results.includes(0) ? 0 : -errno.ESRCH;
  }

  /**
   * Tells whether a process was started within this environment, by what it has inherited.
   *
   * @param {number} other
   */
  function isInherited(other) {
    try {
      return inherited !== "" && readFileSync(`/proc/${other}/environ`, "latin1").includes(inherited);
    } catch {
      return false;
    }
  }

  emitter._kill = (target, signal) => {
    const number = Math.abs(target);
    if (target === -1) return signalChildren(signal);
    if (own.has(number)) return isThread ? signalSelf(signal) : kill.call(process, target, signal);
    if (number === LAMBDA_PARENT_PID || enginePids.has(number)) return -errno.EPERM;
    if (children.has(number) || isInherited(number)) return kill.call(process, target, signal);
    return -errno.ESRCH;
  };
  if (isThread) {
    process.abort = () => /** @type {never} */ (die("SIGABRT"));
    listenToThreads(pid, signalSelf);
  }
}

/**
 * Takes the signals that threads of the function's own send to their process.
 *
 * @param {number} pid
 * @param {(signal: number) => void} signalSelf
 */
function listenToThreads(pid, signalSelf) {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setEnvironmentData("portcullis", { cell, pid });
  const wait = async () => {
    for (;;) {
      await waitForChange(cell);
      signalSelf(Atomics.exchange(cell, 0, 0));
    }
  };
  void wait();
}

/**
 * Waits without holding up this thread, which the types do not know of yet.
 *
 * @param {Int32Array} cell
 * @returns {Promise<unknown>}
 */
const waitForChange = async (cell) =>
  /** @type {typeof Atomics & { waitAsync(cell: Int32Array, index: number, value: number): { value: unknown } }} */ (
    Atomics
  ).waitAsync(cell, 0, 0).value;
