import type { Server } from "../contenders/contender.ts";
import { CONTENDERS, type ContenderName } from "../contenders/contenders.ts";
import { drive, forCpu, type Sample } from "../load/drive.ts";
import { OPERATIONS, openClient, WIDTH } from "../load/operations.ts";
import type { RawSocket } from "../load/raw-socket.ts";
import { type Usage, usageOf } from "../measure/usage.ts";
import { requireOpenFiles } from "./open-files.ts";
import { type BenchOptions, say } from "./section.ts";

const LEVELS = [10, 1_000, 10_000];

/** Contenders that can tell clients of pings apart from idle ones, and that hold so many. */
const MEASURED: readonly ContenderName[] = ["worker", "process", "bare", "offline"];

const ROUND_CPU_MS = 700;
const LONGEST_ROUND_MS = 4_000;

/** Pings beside so many connections that do nothing, and memory after them. */
export interface IdleLevel {
  readonly connections: number;
  readonly samples: readonly Sample[];
  readonly memory: Usage;
}

export interface IdleRow {
  readonly contender: ContenderName;
  readonly levels: readonly IdleLevel[];
}

export interface IdleResult {
  readonly rows: readonly IdleRow[];
}

/** Measures one contender after another with more and more idle connections. */
export async function measureIdle({ only, rounds, connections }: BenchOptions): Promise<IdleResult> {
  await requireOpenFiles(connections);
  const levels = [...new Set(LEVELS.map((level) => Math.min(level, connections)))];
  const rows: IdleRow[] = [];
  for (const name of MEASURED.filter((one) => only.includes(one))) {
    await using contender = await CONTENDERS[name].prepare();
    await using server = await contender.start();
    rows.push({ contender: name, levels: await measureLevels(name, server, levels, rounds) });
  }
  return { rows };
}

async function measureLevels(name: ContenderName, server: Server, levels: readonly number[], rounds: number) {
  const idle: RawSocket[] = [];
  const measured: IdleLevel[] = [];
  using pings = await OPERATIONS.ping.open(server, WIDTH);
  for (const connections of levels) {
    say(`${CONTENDERS[name].title} with ${connections} idle connections …`);
    await connectMore(server, connections - idle.length, idle);
    const samples: Sample[] = [];
    for (let round = 0; round <= rounds; round++) {
      const sample = await drive(pings, server.pid, forCpu(server.pid, ROUND_CPU_MS, LONGEST_ROUND_MS));
      if (round > 0) samples.push(sample);
    }
    measured.push({ connections, samples, memory: usageOf(server.pid) });
  }
  for (const socket of idle) socket.close();
  return measured;
}

async function connectMore(server: Server, count: number, into: RawSocket[]): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      while (left-- > 0) into.push(await openClient(server));
    }),
  );
}
