import { join } from "node:path";
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
  const { parts, keep } = load(argv[0] === "start" ? "start" : "command");
  process.once("exit", keep);
  return parts.commandLine().main(argv);
}
