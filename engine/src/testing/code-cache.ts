import module from "node:module";
import { join } from "node:path";
import { userCacheFolder } from "../data-folder/user-cache-folder.ts";
import { isCovered } from "./environment.ts";

/** Functions of Node.js, the first from 22.1 on and the second from 22.10. Jest's own `node:module` has nothing. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
  readonly flushCompileCache?: () => void;
}

/**
 * Loads code and keeps what Node.js has compiled of it for the next process, as most runners start one for each file. It
 * lies in the user's own folder: Node's default is one in which others of the machine could lay compiled code, too. The
 * coverage of code that was compiled before is less precise, so that a run that measures it does without.
 */
export async function loadCompiled<T>(
  load: () => Promise<T>,
  userCacheDir = userCacheFolder(),
  { enableCompileCache, flushCompileCache }: CompileCache = module as CompileCache,
): Promise<T> {
  if (isCovered()) return load();
  enableCompileCache?.(join(userCacheDir, "compiled"));
  const loaded = await load();
  // Runners end their processes in ways that leave no time for it.
  flushCompileCache?.();
  return loaded;
}
