import { SignJWT } from "jose";
import { median } from "../report.ts";
import { type Contender, JWT_SECRET, startBare, startIsolated, startPortcullis } from "./contenders.ts";
import { createOperations, type Operation } from "./operations.ts";
import { cpuMsOf, usageOf } from "./usage.ts";

const MICROSECONDS = 1000;

interface Cost {
  readonly cpuUs: number;
  readonly perSecond: number;
}

const STARTERS = {
  bare: startBare,
  isolated: startIsolated,
  worker: () => startPortcullis("worker"),
  process: () => startPortcullis("process"),
} as const;

export type ContenderName = keyof typeof STARTERS;

export const CONTENDERS = Object.keys(STARTERS) as readonly ContenderName[];

/** Measures CPU time per operation of each contender in turns; returns a Markdown table. */
export async function measureCosts(names: readonly ContenderName[], rounds: number): Promise<string> {
  const token = await new SignJWT({ sub: "bench" })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(JWT_SECRET));
  const operations = createOperations(token);
  const contenders: Contender[] = [];
  try {
    for (const name of names) contenders.push(await STARTERS[name]());
    return table(contenders, operations, await measure(contenders, operations, rounds));
  } finally {
    for (const contender of contenders) await contender[Symbol.asyncDispose]();
  }
}

type Costs = ReadonlyMap<Contender, ReadonlyMap<Operation, Cost>>;

async function measure(contenders: readonly Contender[], operations: readonly Operation[], rounds: number) {
  const all = new Map(contenders.map((contender) => [contender, new Map<Operation, Cost>()]));
  for (const operation of operations) {
    process.stderr.write(`${operation.name} …\n`);
    const costs = new Map(contenders.map((contender) => [contender, [] as Cost[]]));
    for (const contender of contenders) await operation.run(contender, operation.count);
    for (let round = 0; round < rounds; round++)
      for (const contender of contenders) costs.get(contender)?.push(await costOf(contender, operation));
    for (const [contender, each] of costs)
      all.get(contender)?.set(operation, {
        cpuUs: median(each.map(({ cpuUs }) => cpuUs)),
        perSecond: median(each.map(({ perSecond }) => perSecond)),
      });
  }
  return all;
}

async function costOf(contender: Contender, { run, count }: Operation): Promise<Cost> {
  const [begun, before] = [performance.now(), cpuMsOf(contender.pid)];
  await run(contender, count);
  const [tookMs, cpuMs] = [performance.now() - begun, cpuMsOf(contender.pid) - before];
  return { cpuUs: (cpuMs * MICROSECONDS) / count, perSecond: (count * 1000) / tookMs };
}

function table(contenders: readonly Contender[], operations: readonly Operation[], costs: Costs): string {
  const cell = (contender: Contender, operation: Operation) => {
    const { cpuUs = Number.NaN, perSecond = Number.NaN } = costs.get(contender)?.get(operation) ?? {};
    return `${cpuUs.toFixed(0)} µs, ${perSecond.toFixed(0)}/s`;
  };
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const usages = contenders.map(({ pid }) => usageOf(pid));
  return [
    row(["CPU per operation, rate", ...contenders.map(({ name }) => name)]),
    row(["---", ...contenders.map(() => "---")]),
    ...operations.map((operation) => row([operation.name, ...contenders.map((each) => cell(each, operation))])),
    row(["memory after load, RSS", ...usages.map(({ rssMb }) => `${rssMb.toFixed(0)} MB`)]),
    row(["PSS", ...usages.map(({ pssMb }) => `${pssMb.toFixed(0)} MB`)]),
    row(["threads", ...usages.map(({ threads }) => String(threads))]),
    "",
  ].join("\n");
}
