import type { Stack } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

/** What stands behind the command's name. Options that were not given are absent. */
export interface Input {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  /** After the command's name. */
  readonly usage: string;
  readonly summary: string;
  /** Names of its own options, each with a value. */
  readonly options: readonly string[];
  /** What to print. Throws a `UsageError` when it was called the wrong way. */
  run(input: Input, stack: Stack): Promise<string>;
}

/** The one thing that a command is about. */
export function onlyPositional({ positionals }: Input, what: string): string {
  const [value, ...more] = positionals;
  if (!value) throw new UsageError(`${what} is missing.`);
  if (more.length > 0) throw new UsageError(`Unexpected: ${more.join(" ")}`);
  return value;
}
