import type { Contender, ContenderSpec, Server } from "../contenders/contender.ts";
import { CONTENDERS, type ContenderName } from "../contenders/contenders.ts";
import { drive, forCpu, type Sample } from "../load/drive.ts";
import { type Load, OPERATIONS, type OperationName, WIDTH } from "../load/operations.ts";
import { type Usage, usageOf } from "../measure/usage.ts";
import { within } from "../measure/within.ts";
import { type BenchOptions, say } from "./section.ts";

/** Of the server's CPU time, which is counted in steps of 10 ms. The warm-up is long enough for V8 to have compiled. */
const ROUND_CPU_MS = 1_500;
const WARM_UP_CPU_MS = 2_500;

/** Of wall time, for a server that waits more than it works. */
const LONGEST_ROUND_MS = 5_000;

/** Of one round; a contender that loses an answer would be waited for without end. */
const PATIENCE_MS = 60_000;

/** Rounds of one contender at one operation. */
export interface OperationRow<Name extends string = ContenderName> {
  readonly contender: Name;
  readonly operation: OperationName;
  readonly samples: readonly Sample[];
  /** The reason why there are no samples. */
  readonly lacks?: string;
}

export interface ContenderRow<Name extends string = ContenderName> {
  readonly contender: Name;
  readonly readyMs: readonly number[];
  readonly afterLoad: Usage;
}

export interface OperationsResult<Name extends string = ContenderName> {
  readonly width: number;
  readonly operations: readonly OperationRow<Name>[];
  readonly contenders: readonly ContenderRow<Name>[];
}

interface Entrant<Name extends string> extends AsyncDisposable {
  readonly name: Name;
  readonly spec: ContenderSpec;
  readonly contender: Contender;
  readonly readyMs: number[];
  server?: Server;
}

export const measureOperations = (options: BenchOptions): Promise<OperationsResult> =>
  measureInTurns(
    options.only.map((name) => [name, CONTENDERS[name]]),
    options,
  );

/** Measures contenders in turns: their starts, then one operation after another, then their memory. */
export async function measureInTurns<Name extends string>(
  contenders: readonly (readonly [name: Name, spec: ContenderSpec])[],
  options: Pick<BenchOptions, "rounds" | "operations">,
): Promise<OperationsResult<Name>> {
  const entrants: Entrant<Name>[] = [];
  try {
    for (const [name, spec] of contenders) {
      const entrant = await enter(name, spec).catch((error) => say(`${spec.title} is left out: ${error.message}`));
      if (entrant) entrants.push(entrant);
    }
    return await measureAll(entrants, options);
  } finally {
    for (const entrant of entrants) await entrant[Symbol.asyncDispose]();
  }
}

async function measureAll<Name extends string>(
  entrants: readonly Entrant<Name>[],
  options: Pick<BenchOptions, "rounds" | "operations">,
): Promise<OperationsResult<Name>> {
  for (let round = 0; round <= options.rounds; round++) {
    say(`starts, ${roundOf(round, options.rounds)} …`);
    for (const entrant of entrants) await restart(entrant, round > 0);
  }
  const operations: OperationRow<Name>[] = [];
  for (const operation of options.operations)
    operations.push(...(await measureOperation(entrants, operation, options.rounds)));
  const contenders = entrants.map(({ name, readyMs, server }) => ({
    contender: name,
    readyMs,
    afterLoad: usageOf(server?.pid ?? 0),
  }));
  return { width: WIDTH, operations, contenders };
}

const roundOf = (round: number, rounds: number) => (round === 0 ? "warm-up" : `round ${round} of ${rounds}`);

async function enter<Name extends string>(name: Name, spec: ContenderSpec): Promise<Entrant<Name>> {
  const contender = await spec.prepare();
  const entrant: Entrant<Name> = {
    name,
    spec,
    contender,
    readyMs: [],
    async [Symbol.asyncDispose]() {
      await entrant.server?.[Symbol.asyncDispose]();
      await contender[Symbol.asyncDispose]();
    },
  };
  return entrant;
}

async function restart(entrant: Entrant<string>, counts: boolean): Promise<void> {
  await entrant.server?.[Symbol.asyncDispose]();
  const begun = performance.now();
  entrant.server = await entrant.contender.start();
  if (counts) entrant.readyMs.push(performance.now() - begun);
}

/** Rounds of one contender, until something fails. */
interface Attempt<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly server: Server;
  readonly samples: Sample[];
  load?: Load;
  lacks?: string;
}

async function measureOperation<Name extends string>(
  entrants: readonly Entrant<Name>[],
  operation: OperationName,
  rounds: number,
): Promise<readonly OperationRow<Name>[]> {
  const attempts: Attempt<Name>[] = entrants.flatMap(({ name, spec: { title, lacks: all }, server }) => {
    const lacks = all?.[operation];
    return server ? [{ name, title, server, samples: [], ...(lacks ? { lacks } : {}) }] : [];
  });
  try {
    for (const attempt of attempts)
      await trying(attempt, async () => {
        attempt.load = await OPERATIONS[operation].open(attempt.server, WIDTH);
      });
    for (let round = 0; round <= rounds; round++) {
      say(`${OPERATIONS[operation].title}, ${roundOf(round, rounds)} …`);
      for (const attempt of attempts) await trying(attempt, () => sample(attempt, round > 0));
    }
  } finally {
    for (const { load } of attempts) load?.[Symbol.dispose]();
  }
  return attempts.map(({ name, samples, lacks }) =>
    lacks ? { contender: name, operation, samples: [], lacks } : { contender: name, operation, samples },
  );
}

async function sample({ load, server, samples }: Attempt<string>, counts: boolean): Promise<void> {
  if (!load) return;
  const cpuMs = counts ? ROUND_CPU_MS : WARM_UP_CPU_MS;
  const one = await drive(load, server.pid, forCpu(server.pid, cpuMs, LONGEST_ROUND_MS));
  if (counts) samples.push(one);
}

/** Notes a failure instead of ending the bench: the others' rows hold. */
async function trying(attempt: Attempt<string>, work: () => Promise<void>): Promise<void> {
  if (attempt.lacks) return;
  try {
    await within(PATIENCE_MS, "A round", work());
  } catch (error) {
    attempt.lacks = `It failed: ${error instanceof Error ? error.message.split("\n")[0] : error}`;
    say(`${attempt.title}: ${attempt.lacks}`);
  }
}
