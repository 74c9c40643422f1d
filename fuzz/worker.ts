import { setImmediate as turn } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { type Chance, createChance } from "../e2e/soak/seeded.ts";
import { createMutator } from "./mutate.ts";
import { createReach, type Reach } from "./reach.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./targets/index.ts";
import { type Failure, failureOf, Shared, type Told, type Work } from "./work.ts";

const DEFAULT_LARGEST_BYTES = 4_096;

/** Inputs between two looks at what they reached. */
const BATCH = 50;

/** More are not kept in mind. */
const LARGEST_POOL = 2_000;

const STRUCTURED_AT_ONCE = 50;

/** Of the inputs, so many are new ones of the target's form, and so many of those that were changed were new, too. */
const [SHARE_STRUCTURED, SHARE_CHANGED_STRUCTURED] = [0.25, 0.35];

const work = workerData as Work;
const shared = new Shared(work.shared);

async function run(target: Target, input: Buffer): Promise<Failure | undefined> {
  shared.begin(input);
  try {
    await target.run(input);
    return undefined;
  } catch (error) {
    return failureOf(error);
  } finally {
    shared.end();
  }
}

/** Inputs of the target's form, one after the other. */
function createStructured({ structured }: Target, chance: Chance): () => Buffer {
  let ready: readonly (string | Uint8Array)[] = [];
  let at = 0;
  return () => {
    if (at >= ready.length) {
      ready = fc.sample(structured, { seed: Math.floor(chance.random() * 2 ** 31), numRuns: STRUCTURED_AT_ONCE });
      at = 0;
    }
    return Buffer.from(ready[at++] ?? "");
  };
}

type Campaign = NonNullable<Work["campaign"]>;

/** Makes inputs until the time is over, and tells of those that fail and of those that reach something. */
async function fuzz(target: Target, { corpus, forMs }: Campaign, tell: (told: Told) => void): Promise<void> {
  const untilMs = Date.now() + forMs;
  const failed = new Set<string>();
  const attempt = async (input: Buffer) => {
    const failure = await run(target, input);
    if (!failure || failed.has(failure.key)) return;
    failed.add(failure.key);
    tell({ kind: "failure", failure, input });
  };
  const inputs = createInputs(
    target,
    corpus.map(({ input }) => input),
  );
  using reach = createReach();
  for (const { input } of corpus) await attempt(input);
  const reached = new Set(reach.look());
  while (Date.now() < untilMs) {
    const batch = Array.from({ length: BATCH }, inputs.next);
    for (const input of batch) await attempt(input);
    const fresh = new Set([...reach.look()].filter((block) => !reached.has(block)));
    for (const block of fresh) reached.add(block);
    for (const input of await reaching(target, { batch, fresh, reach })) {
      inputs.remember(input);
      tell({ kind: "reached", input });
    }
    // Lets its watcher be heard.
    await turn();
  }
}

/** The inputs of a batch, one for each of the blocks that were new. */
async function reaching(
  target: Target,
  { batch, fresh, reach }: { batch: readonly Buffer[]; fresh: Set<string>; reach: Reach },
): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const input of batch) {
    const before = fresh.size;
    if (before === 0) break;
    await run(target, input);
    for (const block of reach.look()) fresh.delete(block);
    if (fresh.size < before) found.push(input);
  }
  return found;
}

/** Makes inputs, new ones and of those that are worth remembering. */
function createInputs(target: Target, corpus: readonly Buffer[]) {
  const chance = createChance(work.seed);
  const largestBytes = target.largestBytes ?? DEFAULT_LARGEST_BYTES;
  const pool: Buffer[] = [...corpus];
  const another = () => chance.pick(pool) ?? Buffer.from("");
  const structured = createStructured(target, chance);
  const { mutate } = createMutator({ chance, words: target.words, largestBytes, another });
  return {
    next(): Buffer {
      if (chance.happens(SHARE_STRUCTURED)) return structured().subarray(0, largestBytes);
      return mutate(chance.happens(SHARE_CHANGED_STRUCTURED) || pool.length === 0 ? structured() : another());
    },
    remember(input: Buffer): void {
      if (pool.length < LARGEST_POOL) pool.push(input);
      else pool[Math.floor(chance.random() * pool.length)] = input;
    },
  };
}

async function main(port: MessagePort): Promise<void> {
  const tell = (told: Told) => port.postMessage(told);
  const target = await targetOf(work.target)?.open();
  if (!target) throw new Error(`There is no target ${work.target}.`);
  tell({ kind: "ready" });
  if (work.campaign) {
    await fuzz(target, work.campaign, tell);
    await target.dispose?.();
    tell({ kind: "done" });
    return;
  }
  port.on("message", async (input: Uint8Array) =>
    tell({ kind: "tried", failure: await run(target, Buffer.from(input)) }),
  );
}

if (parentPort) await main(parentPort);
