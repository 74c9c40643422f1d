import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { main } from "../cli/main.ts";
import type * as library from "../index.ts";
import { runCodeFile } from "./code-file.ts";
import { compiledFolder } from "./environment.ts";

/** The parts of the code; each is run when it is asked for. */
interface Parts {
  library(): typeof library;
  commandLine(): { readonly main: typeof main };
}

function load(use: string) {
  const { exports, keep } = runCodeFile(join(import.meta.dirname, "engine.cjs"), { folder: compiledFolder(), use });
  return { parts: exports as Parts, keep };
}

/**
 * Lets heaps grow by half of what is in use before V8 collects what is not, where it would let them grow to several times of
 * that: the engine shares its user's machine with editors and browsers, and runs for days.
 */
const SMALL_HEAPS = "--heap-growing-percent=50";

let loaded: typeof library | undefined;

/** The package as programs import it: one for all who do. */
export function loadLibrary(): typeof library {
  loaded ??= beginLibrary();
  return loaded;
}

function beginLibrary(): typeof library {
  const { parts, keep } = load("library");
  const { startEngine, ...others } = parts.library();
  return {
    ...others,
    // Most of the code is compiled by now, and runners end their processes in ways that leave no time for it later.
    async startEngine(options) {
      const engine = await startEngine(options);
      keep();
      return engine;
    },
  };
}

/** Runs a command line, without node and script. */
export function runCommandLine(argv: readonly string[]): Promise<void> {
  const use = argv[0] === "start" ? "start" : "command";
  // Before anything is compiled, which is kept for these flags only.
  if (use === "start") setFlagsFromString(SMALL_HEAPS);
  const { parts, keep } = load(use);
  process.once("exit", keep);
  // V8 forgets what has not run for a while: a day later the code of a start would not be there to be kept.
  return parts.commandLine().main(argv, keep);
}
