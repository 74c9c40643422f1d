import { root } from "../../e2e/support/system.ts";
import { CONTENDERS } from "../contenders/contenders.ts";
import { type FanOutStep, fanOutsOf } from "../sections/fan-out.ts";
import { measureInTurns, type OperationsResult } from "../sections/operations.ts";
import { type BenchOptions, say } from "../sections/section.ts";
import { type StartRow, startsOf } from "../sections/start.ts";
import { createCheckout, prepareCheckout } from "./checkout.ts";

/** This checkout beside another commit. */
export interface CompareResult {
  readonly commit: string;
  readonly operations: OperationsResult<"now" | "before">;
  readonly starts: { readonly now: readonly StartRow[]; readonly before: readonly StartRow[] };
  /** Absent where one of them could not be measured. */
  readonly fanOut?: { readonly now: FanOutStep; readonly before: FanOutStep };
}

/** Builds a commit in a folder of its own, and measures both in turns: operations, starts, one event to many. */
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
  const fanOut = await fanOutOf(checkout.folder, options);
  return { commit: checkout.title, operations, starts: { now, before }, ...(fanOut && { fanOut }) };
}

async function fanOutOf(folder: string, options: BenchOptions): Promise<CompareResult["fanOut"]> {
  const [now, before] = await fanOutsOf([root, folder], options);
  return now && before && { now, before };
}
