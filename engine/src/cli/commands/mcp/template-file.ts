import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { UserError } from "../../../kernel/errors.ts";
import type { Stack } from "../../../template/model.ts";
import { userCacheDir } from "../../environment.ts";

export const template = z.string().max(1024).describe("The path of a template, or of a folder that has one.");

/** Reads a template without running it, as `validate` does. */
export async function readTemplate(file: string, parameters: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const { inspectStack } = await import("../../../engine.ts");
  const cache = userCacheDir();
  return inspectStack({ template: file, parameters, ...(cache !== undefined && { userCacheDir: cache }) });
}

/** The real path of a file or folder below `folder`; a link that leads out of it leads nowhere. */
export async function findBelow(folder: string, given: string): Promise<string> {
  const root = await realpath(folder);
  // Before it is looked for, so that nobody learns what there is elsewhere.
  if (given.includes("\0") || isOutside(root, resolve(root, given))) throw outside(root, given);
  const found = await realpath(resolve(root, given)).catch(() => {
    throw new UserError(`${JSON.stringify(given)} does not exist.`, { hint: `Give a path from ${root}.` });
  });
  if (isOutside(root, found)) throw outside(root, given);
  return found;
}

/** On Windows, a path on another drive is an absolute one. */
function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

const outside = (root: string, given: string) =>
  new UserError(`${JSON.stringify(given)} is not below ${root}.`, {
    hint: "Give the path of a template in that folder, or start portcullis mcp in another one.",
  });
