import { existsSync, readFileSync, realpathSync } from "node:fs";
import Module from "node:module";
import { dirname, join, parse, relative } from "node:path";

/**
 * The manifest that tells a file's type. On Lambda nothing lies above the task root, so a project's own `package.json`
 * does not count when the code is a folder in it.
 *
 * @param {string} folder
 * @param {string} taskRoot
 * @returns {string | undefined}
 */
function manifestOf(folder, taskRoot) {
  if (folder.endsWith("node_modules") || relative(taskRoot, folder).startsWith("..")) return undefined;
  const manifest = join(folder, "package.json");
  return existsSync(manifest) ? manifest : manifestOf(dirname(folder), taskRoot);
}

/**
 * Tells whether `.js` files in a folder are ECMAScript modules.
 *
 * @param {string} folder
 * @param {string} taskRoot
 * @returns {boolean}
 */
export function isModuleScope(folder, taskRoot) {
  const manifest = manifestOf(folder, taskRoot);
  return manifest !== undefined && JSON.parse(readFileSync(manifest, "utf8")).type === "module";
}

/**
 * Tells whether only a `package.json` above the task root makes `.js` files ECMAScript modules.
 *
 * @param {string} folder
 * @param {string} taskRoot
 */
export const isModuleScopeFromOutside = (folder, taskRoot) =>
  !isModuleScope(folder, taskRoot) && isModuleScope(folder, parse(folder).root);

/** @typedef {(module: { _compile(text: string, file: string): unknown }, file: string) => unknown} Extension */

/**
 * Node.js has no public way to change how `require` reads files; this one is what every require hook uses.
 *
 * @type {{ _extensions: Record<string, Extension> }}
 */
const commonJs = /** @type {typeof Module & { _extensions: Record<string, Extension> }} */ (
  /** @type {unknown} */ (Module)
);

/**
 * Lets `require` read the task root's `.js` files as Lambda does, whatever the project around it is.
 *
 * @param {string} folder
 */
export function keepScopeInside(folder) {
  const taskRoot = existsSync(folder) ? realpathSync(folder) : folder;
  const original = commonJs._extensions[".js"];
  commonJs._extensions[".js"] = (module, file) => {
    const isInside = !relative(taskRoot, file).startsWith("..") && !file.includes("node_modules");
    // Node.js brings those here too, to refuse them or to read them as what they are.
    if (!isInside || file.endsWith(".mjs") || manifestOf(dirname(file), taskRoot) !== undefined)
      return original?.(module, file);
    return module._compile(readFileSync(file, "utf8").replace(/^\uFEFF/, ""), file);
  };
}
