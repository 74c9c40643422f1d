import type { ContenderName } from "../contenders/contenders.ts";
import type { OperationName } from "../load/operations.ts";

/** Choices of whoever runs the bench. */
export interface BenchOptions {
  readonly rounds: number;
  readonly only: readonly ContenderName[];
  readonly operations: readonly OperationName[];
  /** The largest number of connections, and of subscribers. */
  readonly connections: number;
}

/** Tells whoever waits where the bench is. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
