import { existsSync } from "node:fs";
import { join } from "node:path";
import { findHandlerFile, handlerPath, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { modulePath } from "../runtimes/python.ts";

/** The file without which code that runs where it is cannot start; undefined when it is there, or nobody knows. */
export function missingHandler({ runtime, handler }: FunctionConfiguration, root: string): string | undefined {
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
