import { Unsupported } from "../targets/abilities.ts";
import type { Target } from "../targets/target.ts";
import type { Case, Chapter } from "./declare.ts";
import { type Difference, differenceOf } from "./difference.ts";

export type Outcome =
  | { readonly result: "conforms" }
  | { readonly result: "unsupported"; readonly reason: string }
  | ({ readonly result: "differs" } & Difference);

/** A case that was tried, and what came of it. */
export interface Tried extends Pick<Case, "group" | "title" | "facts"> {
  readonly chapter: string;
  readonly outcome: Outcome;
}

export interface TryOptions {
  readonly timeoutMs: number;
  readonly onTried?: (tried: Tried) => void;
}

/** Tries all cases of chapters, one chapter after the other, in the order in which they are declared. */
export async function tryChapters(
  target: Target,
  chapters: readonly Chapter[],
  { timeoutMs, onTried }: TryOptions,
): Promise<readonly Tried[]> {
  const all: Tried[] = [];
  for (const { title: chapter, casesOf } of chapters)
    for (const batch of batchesOf(casesOf(target))) {
      const tried = await Promise.all(
        batch.map(async ({ group, title, facts, run }) => {
          const one: Tried = {
            chapter,
            ...(group && { group }),
            title,
            facts,
            outcome: await outcomeOf(run, timeoutMs),
          };
          onTried?.(one);
          return one;
        }),
      );
      all.push(...tried);
    }
  return all;
}

/** Neighbours of one group that may be tried at the same time are one batch. */
function batchesOf(cases: readonly Case[]): readonly (readonly Case[])[] {
  const batches: Case[][] = [];
  for (const one of cases) {
    const before = batches.at(-1);
    const [first] = before ?? [];
    if (before && first?.concurrent && one.concurrent && first.group === one.group) before.push(one);
    else batches.push([one]);
  }
  return batches;
}

async function outcomeOf(run: Case["run"], timeoutMs: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    await Promise.race([run(), timeout]);
    return { result: "conforms" };
  } catch (error) {
    if (error instanceof Unsupported) return { result: "unsupported", reason: error.message };
    return { result: "differs", ...differenceOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
