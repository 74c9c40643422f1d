import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";

/** Functions of `fs` whose first argument is a path; most of them have a `…Sync` and a promise as well. */
const PATH_FUNCTIONS = [
  "access",
  "appendFile",
  "chmod",
  "copyFile",
  "cp",
  "createReadStream",
  "createWriteStream",
  "exists",
  "lstat",
  "mkdir",
  "mkdtemp",
  "open",
  "openAsBlob",
  "opendir",
  "readFile",
  "readdir",
  "readlink",
  "realpath",
  "rename",
  "rm",
  "rmdir",
  "stat",
  "truncate",
  "unlink",
  "watch",
  "writeFile",
];

/** Functions whose second argument is a path too. */
const TWO_PATHS = new Set(["copyFile", "cp", "rename"]);

/**
 * @param {Record<string, unknown>} module
 * @param {string} name
 * @param {(path: unknown) => unknown} absolute
 * @param {number} pathCount
 */
function wrap(module, name, absolute, pathCount) {
  const original = module[name];
  if (typeof original !== "function") return;
  /** @param {unknown[]} args */
  const wrapped = (...args) => original(...args.map((arg, index) => (index < pathCount ? absolute(arg) : arg)));
  // `realpath.native`, and what `util.promisify` needs of a function.
  module[name] = Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
}

/**
 * Gives a thread the task root as its working directory. Node.js has one directory for all threads of a process, so
 * relative paths are completed on their way into `fs`.
 *
 * @param {string} taskRoot
 */
export function enterTaskRoot(taskRoot) {
  process.cwd = () => taskRoot;
  const absolute = (/** @type {unknown} */ path) => (typeof path === "string" ? resolve(taskRoot, path) : path);
  const callbacks = /** @type {Record<string, unknown>} */ (/** @type {object} */ (fs));
  const promises = /** @type {Record<string, unknown>} */ (/** @type {object} */ (fs.promises));
  for (const name of PATH_FUNCTIONS) {
    const pathCount = TWO_PATHS.has(name) ? 2 : 1;
    wrap(callbacks, name, absolute, pathCount);
    wrap(callbacks, `${name}Sync`, absolute, pathCount);
    wrap(promises, name, absolute, pathCount);
  }
  syncBuiltinESMExports();
}
