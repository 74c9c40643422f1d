import Module, { createRequire, register } from "node:module";
import { join } from "node:path";

/** @typedef {import("../../environment/protocol.ts").InitMessage} InitMessage */
/** @typedef {(specifier: string) => string | undefined} Fallback The file of a module that the code does not bring. */

/** Packages that Lambda's Node.js runtimes bring: SDK v3 from nodejs18.x on, SDK v2 before. */
const SDK_V3 = /^@(aws-sdk|smithy)\//;
const SDK_V2 = /^aws-sdk($|\/)/;
const FIRST_RUNTIME_WITH_SDK_V3 = 18;

/** @param {string} runtime E.g. `nodejs22.x`. */
export const runtimeMajor = (runtime) => Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? Number.POSITIVE_INFINITY);

/** @param {string} runtime */
const sdkOf = (runtime) => (runtimeMajor(runtime) >= FIRST_RUNTIME_WITH_SDK_V3 ? SDK_V3 : SDK_V2);

/**
 * @param {NodeJS.Require} require
 * @param {string} specifier
 */
function tryResolve(require, specifier) {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

/**
 * Layers first, then the runtime's own SDK: the order of Lambda's `NODE_PATH`.
 *
 * @param {Pick<InitMessage, "moduleFolders" | "sdkFolders" | "runtime">} init
 * @returns {Fallback}
 */
export function createFallback({ moduleFolders, sdkFolders, runtime }) {
  const requireFrom = (/** @type {string} */ folder) => createRequire(join(folder, "module.js"));
  const [layers, sdks] = [moduleFolders.map(requireFrom), sdkFolders.map(requireFrom)];
  const pattern = sdkOf(runtime);
  return (specifier) => {
    const places = [...layers, ...(pattern.test(specifier) ? sdks : [])];
    for (const place of places) {
      const found = tryResolve(place, specifier);
      if (found) return found;
    }
    return undefined;
  };
}

/** @typedef {(request: string, ...rest: unknown[]) => string} ResolveFilename */

/**
 * Node.js has no public way to add to what `require` finds after the start; this one is what every require hook uses.
 *
 * @type {{ _resolveFilename: ResolveFilename }}
 */
const commonJs = /** @type {typeof Module & { _resolveFilename: ResolveFilename }} */ (Module);

const NOT_FOUND = { COMMON_JS: "MODULE_NOT_FOUND", MODULE: "ERR_MODULE_NOT_FOUND" };

/**
 * @param {unknown} error
 * @param {string} code
 */
const hasCode = (error, code) => error instanceof Error && "code" in error && error.code === code;

/** @param {Fallback} fallback */
function provideToCommonJs(fallback) {
  const original = commonJs._resolveFilename;
  // The fallback resolves by the same function.
  let fallingBack = false;

  /** @param {string} request */
  function findElsewhere(request) {
    fallingBack = true;
    try {
      return fallback(request);
    } finally {
      fallingBack = false;
    }
  }

  commonJs._resolveFilename = function resolveFilename(request, ...rest) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      const found = !fallingBack && hasCode(error, NOT_FOUND.COMMON_JS) ? findElsewhere(request) : undefined;
      if (found) return found;
      throw error;
    }
  };
}

/**
 * Lets the function's modules find what its layers and the runtime bring.
 *
 * @param {InitMessage} init
 * @returns {Fallback}
 */
export function provideModules({ moduleFolders, sdkFolders, runtime, resolveHooks }) {
  const places = { moduleFolders, sdkFolders, runtime };
  const fallback = createFallback(places);
  provideToCommonJs(fallback);
  if (resolveHooks) register("./resolve-hooks.mjs", import.meta.url, { data: places });
  return fallback;
}

/**
 * The module that a load did not find, if this error is one of that kind.
 *
 * @param {unknown} error
 */
export function missingModule(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const importedBy = Object.values(NOT_FOUND).find((code) => hasCode(cause, code));
  if (!(cause instanceof Error) || importedBy === undefined) return undefined;
  const specifier = /Cannot find (?:module|package) '([^']+)'/.exec(cause.message)?.[1];
  return specifier === undefined ? undefined : { specifier, byModule: importedBy === NOT_FOUND.MODULE };
}

/**
 * Tells whether AWS would have found the module: then it is this machine that lacks it.
 *
 * @param {string} specifier
 * @param {string} runtime
 */
export const isRuntimeSdk = (specifier, runtime) => sdkOf(runtime).test(specifier);
