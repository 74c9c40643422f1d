import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./errors.mjs";
import { isModuleScope, keepScopeInside } from "./module-scope.mjs";
import { runtimeMajor } from "./modules.mjs";

/** @typedef {(event: unknown, context: unknown, callback?: unknown) => unknown} Handler */

const require = createRequire(import.meta.url);

/** The first runtime without callback handlers. */
const FIRST_RUNTIME_OF_PROMISES_ONLY = 24;

const CALLBACKS_REMOVED =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

/** @param {string} file */
const importFile = (file) => import(pathToFileURL(file).href);

/** Lambda's order: as named, `.js` by its package's type, `.mjs`, `.cjs`. */
const LOADERS = [
  { extension: "", load: require },
  {
    extension: ".js",
    load: (/** @type {string} */ file, /** @type {string} */ taskRoot) =>
      isModuleScope(dirname(file), taskRoot) ? importFile(file) : require(file),
  },
  { extension: ".mjs", load: importFile },
  { extension: ".cjs", load: require },
];

/**
 * @param {string} taskRoot
 * @param {string} folder
 * @param {string} name
 */
async function loadModule(taskRoot, folder, name) {
  const path = resolve(taskRoot, folder, name);
  const found = LOADERS.find(({ extension }) => existsSync(path + extension));
  if (found) return found.load(path + found.extension, taskRoot);
  return require(require.resolve(name, { paths: [taskRoot, resolve(taskRoot, folder)] }));
}

/** @param {unknown} error */
function asLoadError(error) {
  if (error instanceof SyntaxError) return withStackOf(error, new RuntimeError("UserCodeSyntaxError", error));
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "MODULE_NOT_FOUND" ? new RuntimeError("ImportModuleError", error) : error;
}

/**
 * Keeps the place of a syntax error, which only the original's stack tells.
 *
 * @param {Error} original
 * @param {Error} error
 */
function withStackOf(original, error) {
  error.stack = `${error.name}: ${error.message}\n${original.stack}`;
  return error;
}

/**
 * @param {string} handlerName
 * @returns {{ folder: string, moduleName: string, exportPath: string[] }}
 */
function parseHandler(handlerName) {
  if (handlerName.includes(".."))
    throw new RuntimeError(
      "MalformedHandlerName",
      `'${handlerName}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const file = basename(handlerName);
  const [, moduleName, exportPath] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (moduleName === undefined || exportPath === undefined)
    throw new RuntimeError("MalformedHandlerName", "Bad handler");
  return { folder: handlerName.slice(0, handlerName.indexOf(file)), moduleName, exportPath: exportPath.split(".") };
}

/**
 * @param {unknown} holder
 * @param {string} key
 * @returns {unknown}
 */
const member = (holder, key) =>
  holder === null || holder === undefined ? holder : /** @type {Record<string, unknown>} */ (holder)[key];

/**
 * @param {unknown} value
 * @param {string} handlerName
 * @returns {Handler}
 */
function asHandler(value, handlerName) {
  if (!value) throw new RuntimeError("HandlerNotFound", `${handlerName} is undefined or not exported`);
  if (typeof value !== "function") throw new RuntimeError("HandlerNotFound", `${handlerName} is not a function`);
  return /** @type {Handler} */ (value);
}

/**
 * The function that `Handler` names, by the rules of Lambda's Node.js runtime.
 *
 * @param {{ taskRoot: string, handler: string, runtime: string }} options
 * @returns {Promise<{ handler: Handler, promisesOnly: boolean }>}
 */
export async function loadHandler({ taskRoot, handler: handlerName, runtime }) {
  const { folder, moduleName, exportPath } = parseHandler(handlerName);
  keepScopeInside(taskRoot);
  const exported = await loadModule(taskRoot, folder, moduleName).catch((error) => {
    throw asLoadError(error);
  });
  const handler = asHandler(exportPath.reduce(member, exported), handlerName);
  const promisesOnly = runtimeMajor(runtime) >= FIRST_RUNTIME_OF_PROMISES_ONLY;
  if (promisesOnly && handler.length >= 3) throw new RuntimeError("CallbackHandlerDeprecated", CALLBACKS_REMOVED);
  return { handler, promisesOnly };
}
