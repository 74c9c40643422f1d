import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";

/** The extensions that Lambda's Node.js runtime tries, in its order. */
export const JAVASCRIPT_EXTENSIONS: readonly string[] = ["", ".js", ".mjs", ".cjs"];

export const TYPESCRIPT_EXTENSIONS: readonly string[] = [".ts", ".mts", ".cts"];

/** The path at which a handler's module is looked for, without its extension: `src/app.handler` → `{root}/src/app`. */
export function handlerPath(root: string, handler: string): string {
  const file = basename(handler);
  return resolve(root, handler.slice(0, handler.length - file.length), file.split(".")[0] ?? "");
}

const isFile = (path: string) => existsSync(path) && statSync(path).isFile();

/** The file that a handler names, with the first of `extensions` that exists. */
export function findHandlerFile(root: string, handler: string, extensions: readonly string[]): string | undefined {
  const path = handlerPath(root, handler);
  return extensions.map((extension) => path + extension).find(isFile);
}
