import type { Program, Work } from "../program.ts";
import { runBranches } from "./branches.ts";

/** Runs all branches on the same input; gives the list of their outputs. */
export function parallelWork(programs: readonly Program[]): Work {
  return async (input, visit) => {
    const { context, trail, failed } = visit;
    trail.add("ParallelStateStarted");
    const branches = programs.map((program) => ({ program, input, context }));
    try {
      const result = await runBranches(branches, branches.length, visit);
      trail.note("ParallelStateSucceeded");
      return { result };
    } catch (error) {
      failed("ParallelStateFailed");
      throw error;
    }
  };
}
