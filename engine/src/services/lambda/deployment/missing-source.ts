import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CodeSource } from "../build/code-source.ts";
import { findHandlerFile, handlerPath, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { modulePath } from "../runtimes/python.ts";
import { isIgnoredName } from "../watch/targets.ts";

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).every(isIgnoredName);
  } catch {
    return true;
  }
}

/** The file without which code that runs where it is cannot start; undefined when it is there, or nobody knows. */
function missingHandler({ runtime, handler }: FunctionConfiguration, root: string): string | undefined {
  if (runtime.startsWith("nodejs")) {
    const found = findHandlerFile(root, handler, JAVASCRIPT_EXTENSIONS);
    return found === undefined ? `${handlerPath(root, handler)}.js` : undefined;
  }
  if (runtime.startsWith("python")) {
    const path = join(root, modulePath(handler));
    return existsSync(`${path}.py`) || existsSync(path) ? undefined : `${path}.py`;
  }
  const bootstrap = join(root, "bootstrap");
  return runtime.startsWith("provided") && !existsSync(bootstrap) ? bootstrap : undefined;
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
