import type { Stack } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

/** Arguments behind the command's name. Options that were not given are absent. */
export interface Input {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** Exit codes, which scripts can tell apart without reading. */
export const EXIT = {
  done: 0,
  /** Also for whatever is thrown. */
  failed: 1,
  /** It was done, and there was nothing for it to be done to. */
  nothing: 2,
} as const;

export interface Report {
  readonly text: string;
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
}

export const done = (text: string): Report => ({ text, exitCode: EXIT.done });

export interface Command {
  /** Text after the command's name. */
  readonly usage: string;
  readonly summary: string;
  /** Names of its own options, each with a value. */
  readonly options: readonly string[];
  /** Does it. Throws a `UsageError` when it was called the wrong way. */
  run(input: Input, stack: Stack): Promise<Report>;
}

/** The one thing that a command is about. */
export function onlyPositional({ positionals }: Input, what: string): string {
  const [value, ...more] = positionals;
  if (!value) throw new UsageError(`${what} is missing.`);
  if (more.length > 0) throw new UsageError(`Unexpected: ${more.join(" ")}`);
  return value;
}
