import { existsSync, readdirSync } from "node:fs";
import type { CodeSource } from "../build/code-source.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { missingHandler } from "../mistakes/missing-handler.ts";
import { isIgnoredName } from "../watch/targets.ts";

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).every(isIgnoredName);
  } catch {
    return true;
  }
}

/**
 * Returns what a source lacks that cannot be meant so: between the deletion of a folder and its next build, there is
 * nothing to run in it. `wasComplete`: it lacked nothing when it was deployed; a handler may come from a layer.
 */
export function missingSource(
  configuration: FunctionConfiguration,
  source: CodeSource,
  wasComplete: boolean,
): string | undefined {
  if (source.kind === "archive") return existsSync(source.file) ? undefined : source.file;
  if (!("root" in source)) return undefined;
  if (isEmpty(source.root)) return source.root;
  if (!wasComplete) return undefined;
  if (source.kind === "bundle") return source.entries.find((entry) => !existsSync(entry.in))?.in;
  return source.kind === "folder" ? missingHandler(configuration, source.root) : undefined;
}
