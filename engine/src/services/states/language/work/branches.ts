import { StateError } from "../errors/state-error.ts";
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
 * failure, at which the others are given up. In the history a branch follows the one whose place it takes, and the
 * state goes on after the branch that ended last, or failed. Failures that are tolerated leave no output.
 */
export async function runBranches(
  branches: readonly Branch[],
  concurrency: number,
  visit: Visit,
  { tolerated = 0 } = {},
): Promise<unknown[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([visit.signal, failed.signal]);
  const outputs = new Map<number, unknown>();
  const mayFail = (error: unknown) => error instanceof StateError && tolerated-- > 0;
  const waiting = branches.entries();

  async function runNext(): Promise<void> {
    const place = { ...visit, signal, trail: visit.trail.fork() };
    for (const [index, branch] of waiting) {
      try {
        outputs.set(index, await runBranch(branch, place, visit));
      } catch (error) {
        if (!mayFail(error)) throw error;
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, branches.length) }, runNext));
    return [...outputs].sort(([a], [b]) => a - b).map(([, output]) => output);
  } catch (error) {
    failed.abort(new SiblingFailed());
    throw error;
  }
}

async function runBranch({ program, input, context, about }: Branch, place: Visit, whole: Visit): Promise<unknown> {
  const { trail } = place;
  if (about) trail.add("MapIterationStarted", about);
  try {
    const output = await runProgram(program, input, { ...place, context });
    whole.trail.follow(about ? trail.note("MapIterationSucceeded", about) : trail.lastId);
    return output;
  } catch (error) {
    const isGivenUp = error instanceof SiblingFailed;
    if (about) trail.note(isGivenUp ? "MapIterationAborted" : "MapIterationFailed", about);
    if (!isGivenUp && !place.signal.aborted) whole.trail.follow(trail.lastId);
    throw error;
  }
}
