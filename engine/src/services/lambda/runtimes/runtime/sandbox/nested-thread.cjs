// Loaded before the code of a thread that a function itself starts. CommonJS, since some runtimes load nothing else
// ahead of the code.
const { readFileSync } = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { errno } = require("node:os").constants;
const { getEnvironmentData } = require("node:worker_threads");

/** @type {{ cell: Int32Array, pid: number }} */
const { cell, pid } = /** @type {any} */ (getEnvironmentData("portcullis"));
const own = new Set([0, pid, process.pid]);
const target = /** @type {NodeJS.Process & { _kill: (pid: number, signal: number) => number }} */ (process);
const kill = target._kill;
const inherited = process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? "";

/** @param {number} other */
function isInherited(other) {
  try {
    return inherited !== "" && readFileSync(`/proc/${other}/environ`, "latin1").includes(inherited);
  } catch {
    return false;
  }
}

/**
 * All threads of a process get its signals: the function's first one sees to it.
 *
 * @param {number} signal
 */
function tell(signal) {
  Atomics.store(cell, 0, signal);
  Atomics.notify(cell, 0);
}

target._kill = (to, signal) => {
  if (own.has(Math.abs(to))) {
    if (signal !== 0) tell(signal);
    return 0;
  }
  return isInherited(Math.abs(to)) ? kill.call(process, to, signal) : -errno.ESRCH;
};
Object.defineProperty(process, "pid", { enumerable: true, configurable: true, value: pid });
Object.defineProperty(process, "ppid", { enumerable: true, configurable: true, get: () => 1 });
syncBuiltinESMExports();
