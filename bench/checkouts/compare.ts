import { root } from "../../e2e/support/system.ts";
import { CONTENDERS } from "../contenders/contenders.ts";
import { measureInTurns, type OperationsResult } from "../sections/operations.ts";
import { type BenchOptions, say } from "../sections/section.ts";
import { type StartRow, startsOf } from "../sections/start.ts";
import { createCheckout, prepareCheckout } from "./checkout.ts";

/** This checkout beside another commit. */
export interface CompareResult {
  readonly commit: string;
  readonly operations: OperationsResult<"now" | "before">;
  readonly starts: { readonly now: readonly StartRow[]; readonly before: readonly StartRow[] };
}

/** Builds a commit in a folder of its own, and measures both in turns: operations, then starts. */
export async function compareWith(commit: string, options: BenchOptions): Promise<CompareResult> {
  await using checkout = await createCheckout(commit);
  say(`This checkout beside ${checkout.title}`);
  const operations = await measureInTurns(
    [
      ["now", { ...CONTENDERS.worker, title: "now" }],
      ["before", { title: "before", prepare: () => prepareCheckout(checkout) }],
    ] as const,
    options,
  );
  const [now = [], before = []] = await startsOf([root, checkout.folder], options.rounds);
  return { commit: checkout.title, operations, starts: { now, before } };
}
