import { keep, readCorpus } from "./corpus.ts";
import { minimise } from "./minimise.ts";
import { createTrying } from "./trying.ts";
import { watch } from "./watched.ts";
import type { Failure, Told } from "./work.ts";

export interface CampaignOptions {
  readonly target: string;
  readonly minutes: number;
  readonly seed: number;
  /** Keep what reaches new code, for the next time. */
  readonly keepsReached: boolean;
  readonly say: (line: string) => void;
  readonly interrupted: AbortSignal;
}

/** A failure, and the smallest input that was found for it. */
export interface Find {
  readonly failure: Failure;
  /** The file that keeps the input. */
  readonly file: string;
}

export interface Result {
  readonly target: string;
  readonly executions: number;
  readonly seconds: number;
  /** Inputs that reached code which none before had. */
  readonly reached: number;
  readonly finds: readonly Find[];
}

/** For failures that are quickly seen, and for those that take a second each time. */
const MOST_TRIES = { quick: 3_000, slow: 60 } as const;

/** Longer inputs are no corpus that anybody wants to look at. */
const LONGEST_KEPT_BYTES = 512;

type Found = { readonly failure: Failure; readonly input: Buffer };

/** Fuzzes one target for some minutes: in a worker, and in another one each time that an input has ended it. */
export async function fuzzTarget(options: CampaignOptions): Promise<Result> {
  const { target, minutes, seed, say, interrupted, keepsReached } = options;
  const found = new Map<string, Found>();
  const doubts: Buffer[] = [];
  const reached: Buffer[] = [];
  let [executions, spentMs] = [0, 0];
  let readyAt = 0;
  const corpus = readCorpus(target);
  const onTold = (told: Told) => {
    if (told.kind === "ready") readyAt = performance.now();
    if (told.kind === "reached") reached.push(Buffer.from(told.input));
    if (told.kind !== "failure" || found.has(told.failure.key)) return;
    found.set(told.failure.key, { failure: told.failure, input: Buffer.from(told.input) });
    say(`${target}: ${told.failure.key}`);
  };
  for (let start = 0; spentMs < minutes * 60_000 && !interrupted.aborted; start++) {
    await using worker = watch({
      target,
      seed: seed + start * SEEDS_APART,
      campaign: { corpus, forMs: minutes * 60_000 - spentMs },
      isAlone: false,
      onTold,
    });
    const failure = await Promise.race([worker.ended, aborted(interrupted)]);
    executions += worker.shared.count;
    spentMs += performance.now() - readyAt;
    if (failure) doubts.push(worker.shared.input);
  }
  const finds = await confirm(target, [...found.values()], doubts, say);
  if (keepsReached)
    for (const input of reached.filter(({ length }) => length <= LONGEST_KEPT_BYTES)) keep(target, "reached", input);
  return { target, executions, seconds: spentMs / 1000, reached: reached.length, finds };
}

/** So that a worker which follows another makes other inputs. */
const SEEDS_APART = 7_919;

const aborted = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) =>
    signal.aborted ? resolve(undefined) : signal.addEventListener("abort", () => resolve(undefined)),
  );

/** Tries each by itself again, makes it small and keeps it. What took long on a busy machine only is nothing. */
async function confirm(
  target: string,
  found: readonly Found[],
  doubts: readonly Buffer[],
  say: (line: string) => void,
): Promise<readonly Find[]> {
  await using trying = createTrying(target);
  const finds = new Map<string, Find>();
  const inputs = [...found.map(({ input }) => input), ...doubts];
  for (const input of inputs) {
    const failure = await trying.attempt(input);
    if (!failure || finds.has(failure.key)) continue;
    say(`${target}: making an input smaller that ${failure.key}`);
    const isSame = async (candidate: Buffer) => (await trying.attempt(candidate))?.key === failure.key;
    const isSlow = doubts.includes(input);
    const small = await minimise(input, isSame, isSlow ? MOST_TRIES.slow : MOST_TRIES.quick);
    finds.set(failure.key, { failure, file: keep(target, "found", small) });
  }
  return [...finds.values()];
}
