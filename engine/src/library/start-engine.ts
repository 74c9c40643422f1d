import { type Engine, type EngineOptions, startEngine as start } from "../engine.ts";
import { type Log, writeLog } from "./log.ts";

/** The choices of a program that runs an engine. */
export interface ProgramOptions extends EngineOptions {
  /**
   * The lines that are written to standard error: `errors` of functions and of the engine, `all` that happens, or
   * `none`. A function gets each line of `all` with its journal entry. Default `errors`.
   */
  readonly log?: Log;
}

/** Reads a template and runs it. Rejects with a `UserError` for whatever its user can mend. */
export function startEngine({ log = "errors", ...options }: ProgramOptions = {}): Promise<Engine> {
  return start({
    ...options,
    onJournal(journal) {
      writeLog(journal, log);
      options.onJournal?.(journal);
    },
  });
}
