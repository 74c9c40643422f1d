import { isAbsolute, join } from "node:path";
import { userCacheFolder } from "../data-folder/user-cache-folder.ts";

/**
 * The folder for compiled code: in the user's own one, as others of the machine must not lay any there. Undefined while
 * coverage is measured, which is less precise of code that was compiled before, and by Node's own variable against it.
 */
export function compiledFolder(): string | undefined {
  const { NODE_V8_COVERAGE: coverage, NODE_DISABLE_COMPILE_CACHE: isOff, XDG_CACHE_HOME: caches = "" } = process.env;
  if (coverage !== undefined || isOff) return undefined;
  return join(isAbsolute(caches) ? join(caches, "portcullis") : userCacheFolder(), "compiled");
}
