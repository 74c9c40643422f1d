import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isModuleNamespaceObject } from "node:util/types";
import { RESPONSE, streamingMark } from "./awslambda/globals.mjs";
import { RuntimeError } from "./errors.mjs";
import { generation } from "./generation.mjs";
import { isModuleScope, isModuleScopeFromOutside, keepScopeInside } from "./module-scope.mjs";

/** @typedef {(event: unknown, context: unknown, callback?: unknown) => unknown} Handler */

const require = createRequire(import.meta.url);

const CALLBACKS_REMOVED =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

/** @param {string} file */
const importFile = (file) => import(pathToFileURL(file).href);

/**
 * Imports CommonJS where Node.js would not take it for that: the names of such a module, and all of it by default.
 *
 * @param {string} file
 */
function importCommonJs(file) {
  try {
    const exported = require(file);
    return isModuleNamespaceObject(exported) ? exported : { ...exported, default: exported };
  } catch (error) {
    // It is a module that awaits something, which Node.js says once it has seen that.
    if (error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ASYNC_MODULE") return importFile(file);
    throw error;
  }
}

/** @typedef {(file: string, taskRoot: string) => unknown} Load */

/** @type {Load} */
const requireOrImport = (file, taskRoot) => (isModuleScope(dirname(file), taskRoot) ? importFile(file) : require(file));

/** @type {Load} */
const importAsInside = (file, taskRoot) =>
  isModuleScopeFromOutside(dirname(file), taskRoot) ? importCommonJs(file) : importFile(file);

/**
 * Lambda's order: as named, `.js` by its package's type, `.mjs`, `.cjs`.
 *
 * @type {readonly { extension: string, load: Load }[]}
 */
const LOADERS = generation.importsAll
  ? [
      { extension: "", load: importFile },
      { extension: ".js", load: importAsInside },
      { extension: ".mjs", load: importFile },
      { extension: ".cjs", load: importFile },
    ]
  : [
      { extension: "", load: require },
      { extension: ".js", load: requireOrImport },
      { extension: ".mjs", load: importFile },
      { extension: ".cjs", load: require },
    ];

/**
 * @param {string} taskRoot
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<unknown>}
 */
async function loadModule(taskRoot, folder, name) {
  const path = resolve(taskRoot, folder, name);
  const found = LOADERS.find(({ extension }) => existsSync(path + extension));
  if (found) return found.load(path + found.extension, taskRoot);
  return require(require.resolve(name, { paths: [taskRoot, resolve(taskRoot, folder)] }));
}

/** @param {unknown} error */
function asLoadError(error) {
  if (error instanceof SyntaxError) return asSyntaxError(error);
  // Up to nodejs22.x the runtime stumbles over it.
  const isNothing = error === null || error === undefined;
  if (isNothing && generation.reportsCrashes)
    return new TypeError(`Cannot read properties of ${error} (reading 'code')`);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "MODULE_NOT_FOUND" ? new RuntimeError("ImportModuleError", error) : error;
}

/**
 * Keeps the place of a syntax error, which only the original's stack tells.
 *
 * @param {Error} original
 */
function asSyntaxError(original) {
  const error = new RuntimeError("UserCodeSyntaxError", original);
  const head = generation.reportsCrashes ? `${error.name}: ${error.message}\n` : "";
  error.stack = `${head}${original.stack}`;
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
  const folder = handlerName.slice(0, handlerName.indexOf(file));
  // Version 4 takes a slash at the beginning for none.
  return {
    folder: generation.importsAll ? folder.replace(/\/$/, "") : folder,
    moduleName,
    exportPath: exportPath.split("."),
  };
}

/** @param {unknown} value */
const isObject = (value) => typeof value === "object" && value !== null;

/**
 * @param {unknown} holder
 * @param {string} key
 * @returns {unknown}
 */
const member = (holder, key) => /** @type {Record<string, unknown>} */ (holder)[key];

/**
 * @param {unknown} exported
 * @param {string[]} path
 */
function findHandler(exported, path) {
  if (!generation.importsAll) return path.reduce((holder, key) => holder && member(holder, key), exported);
  /** @param {unknown} start */
  const find = (start) =>
    path.reduce((/** @type {unknown} */ holder, key) => (isObject(holder) ? member(holder, key) : undefined), start);
  return find(exported) || (isObject(exported) ? find(member(exported, "default")) : undefined);
}

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

/** @param {Handler} handler */
function isStreaming(handler) {
  const mark = streamingMark(handler);
  if (mark && mark !== RESPONSE)
    throw new RuntimeError("MalformedStreamingHandler", "Only response streaming is supported.");
  return mark === RESPONSE;
}

/**
 * The function that `Handler` names, by the rules of Lambda's Node.js runtime.
 *
 * @param {{ taskRoot: string, handler: string }} options
 * @returns {Promise<{ handler: Handler, streams: boolean }>}
 */
export async function loadHandler({ taskRoot, handler: handlerName }) {
  const { folder, moduleName, exportPath } = parseHandler(handlerName);
  keepScopeInside(taskRoot);
  const exported = await loadModule(taskRoot, folder, moduleName).catch((error) => {
    throw asLoadError(error);
  });
  const handler = asHandler(findHandler(exported, exportPath), handlerName);
  const streams = isStreaming(handler);
  if (generation.promisesOnly && handler.length >= 3 && !streams)
    throw new RuntimeError("CallbackHandlerDeprecated", CALLBACKS_REMOVED);
  return { handler, streams };
}
