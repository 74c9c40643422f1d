import type { Server } from "../contenders/contender.ts";
import { CONTENDERS } from "../contenders/contenders.ts";
import { drive, forCpu } from "../load/drive.ts";
import { type Load, OPERATIONS, type OperationName } from "../load/operations.ts";
import { say } from "../sections/section.ts";
import { type Ratios, ratioOf } from "./verdict.ts";

/** Operations that bare `ws` has as well; an echo by AWS's SDK it has not. */
const OPERATION_NAMES = ["connect", "ping", "push"] as const satisfies readonly OperationName[];

const WIDTH = 8;
const ROUND_CPU_MS = 250;
const WARM_UP_CPU_MS = { bare: 1_500, worker: 3_000 } as const;

/** Of wall time, on a machine with much else to do. */
const LONGEST_ROUND_MS = 20_000;

const FEWEST_ROUNDS = 4;

/** A busy machine gets more rounds, so that one of them is undisturbed. */
const MOST_ROUNDS = 12;

/** Measures the engine in turns with bare `ws`, until `isEnough` says so of the ratios or there have been enough rounds. */
export async function measureRatios(isEnough: (operation: OperationName, ratio: number) => boolean): Promise<Ratios> {
  await using engine = await CONTENDERS.worker.prepare();
  await using bare = await CONTENDERS.bare.prepare();
  await using engineServer = await engine.start();
  await using bareServer = await bare.start();
  const ratios: Record<string, number> = {};
  for (const operation of OPERATION_NAMES) {
    using own = await openLoad(operation, engineServer, WARM_UP_CPU_MS.worker);
    using least = await openLoad(operation, bareServer, WARM_UP_CPU_MS.bare);
    const [cpuUs, bareCpuUs]: [number[], number[]] = [[], []];
    let ratio = Number.NaN;
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      bareCpuUs.push(await cpuUsOf(least, bareServer, ROUND_CPU_MS));
      cpuUs.push(await cpuUsOf(own, engineServer, ROUND_CPU_MS));
      ratio = ratioOf(cpuUs, bareCpuUs);
      if (round >= FEWEST_ROUNDS && isEnough(operation, ratio)) break;
    }
    say(`${operation}: ${listed(cpuUs)} µs, bare ${listed(bareCpuUs)} µs: ${ratio.toFixed(1)}`);
    ratios[operation] = Number(ratio.toFixed(2));
  }
  return ratios;
}

async function openLoad(operation: OperationName, server: Server, warmUpCpuMs: number): Promise<Load> {
  const load = await OPERATIONS[operation].open(server, WIDTH);
  await cpuUsOf(load, server, warmUpCpuMs);
  return load;
}

const cpuUsOf = async (load: Load, { pid }: Server, cpuMs: number) =>
  (await drive(load, pid, forCpu(pid, cpuMs, LONGEST_ROUND_MS))).cpuUs;

const listed = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(" ");
