import type { ContextObject } from "../expressions/scope.ts";
import type { Program, Visit } from "../program.ts";
import { runProgram } from "../run/visit.ts";

export interface Branch {
  readonly program: Program;
  readonly input: unknown;
  readonly context: ContextObject;
  /** Details of the item's events in the history; undefined: it has none. */
  readonly about?: { readonly name: string; readonly index: number };
}

/** Reason for which a branch is given up. */
class SiblingFailed extends Error {
  override readonly name = "SiblingFailed";
}

/**
 * Runs branches, at most `concurrency` at once and in their order. Resolves with their outputs; rejects with the first
 * failure, at which the others are given up.
 */
export async function runBranches(branches: readonly Branch[], concurrency: number, visit: Visit): Promise<unknown[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([visit.signal, failed.signal]);
  const outputs: unknown[] = [];
  const waiting = branches.entries();

  async function runNext(): Promise<void> {
    for (const [index, branch] of waiting) outputs[index] = await runBranch(branch, { ...visit, signal });
  }

  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, branches.length) }, runNext));
    return outputs;
  } catch (error) {
    failed.abort(new SiblingFailed());
    throw error;
  }
}

async function runBranch({ program, input, context, about }: Branch, visit: Visit): Promise<unknown> {
  const trail = visit.trail.fork();
  if (about) trail.add("MapIterationStarted", about);
  try {
    const output = await runProgram(program, input, { ...visit, context, trail });
    if (about) trail.add("MapIterationSucceeded", about);
    return output;
  } catch (error) {
    if (about) trail.add(error instanceof SiblingFailed ? "MapIterationAborted" : "MapIterationFailed", about);
    throw error;
  }
}
