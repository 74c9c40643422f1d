import { once, setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { System } from "../../support/system.ts";
import type { ProcessTree } from "../process-tree.ts";
import { createChance } from "../seeded.ts";
import { act } from "./actor.ts";
import { defectsOf, treeAtRest } from "./at-rest.ts";
import type { World } from "./deeds/world.ts";
import { disturb, type Shaken } from "./disturbances.ts";
import type { Sample } from "./memory.ts";
import type { Project } from "./project.ts";
import type { SoakOptions } from "./soak.ts";
import type { Tally } from "./tally.ts";

export interface Life extends SoakOptions {
  readonly world: World;
  readonly shaken: Shaken;
  readonly project: Project;
  readonly system: System;
  readonly tally: Tally;
  /** Looks at the engine's processes. */
  readonly look: () => ProcessTree | undefined;
  readonly elapsedSeconds: () => number;
}

/** Things that came out while all lived. */
export interface Lived {
  readonly defects: readonly string[];
  /** The memory of the engine at rest. */
  readonly rests: readonly Sample[];
}

const PROGRESS_MS = 10_000;

/** Between two disturbances, on average. */
const DISTURBANCE_MS = 15_000;

/** Lets all clients live, and disturbs them. */
export async function live(life: Life): Promise<Lived> {
  const { minutes, system, interrupted, look } = life;
  const defects = new Set<string>();
  const rests: Sample[] = [];
  const end = new AbortController();
  const over = end.signal;
  // Each client waits for it.
  setMaxListeners(0, over);
  // Not `AbortSignal.any` and `.timeout`: in Node.js 20 the two can be collected before they abort.
  const ending = setTimeout(() => end.abort(), minutes * 60_000);
  interrupted.addEventListener("abort", () => end.abort());
  const telling = setInterval(() => life.onProgress(progressOf(life)), PROGRESS_MS);
  const looking = setInterval(look, LOOK_MS);
  const all = Promise.all([everybody(life, over), restNowAndThen(life, over, (sample) => rests.push(sample))]);
  // Who has seen enough does not wait for handlers that hang.
  await Promise.race([all, once(interrupted, "abort")]);
  clearTimeout(ending);
  clearInterval(telling);
  clearInterval(looking);
  if (!interrupted.aborted) for (const defect of await defectsOf(system)) defects.add(defect);
  return { defects: [...defects], rests };
}

const LOOK_MS = 2_000;

async function everybody(life: Life, over: AbortSignal): Promise<void> {
  const { minutes, seed, sockets, rate, world, shaken, system, tally, project, interrupted } = life;
  const longestPauseMs = (minutes * 60_000) / 8;
  const common = { world, tally, over, interrupted, pauseMs: Math.min((sockets * 1000) / rate, longestPauseMs) };
  const seeds = createChance(seed);
  const actors = Array.from({ length: sockets }, (_, index) =>
    act({ ...common, name: `client ${index}`, seed: seeds.random() * 2 ** 32 }),
  );
  const pid = system.process.pid ?? 0;
  const pauseMs = Math.min(DISTURBANCE_MS, longestPauseMs);
  await Promise.all([...actors, disturb(world, shaken, { ...common, project, pid, seed: -seed, pauseMs })]);
}

/** So many times, and no more often than each minute. */
const MOST_RESTS = 24;
const REST_EVERY_MS = 60_000;

/** Lets everybody pause with open connections, and looks at the memory once isolates without work are gone. */
async function restNowAndThen(
  { minutes, world, system, project, elapsedSeconds }: Life,
  over: AbortSignal,
  take: (sample: Sample) => void,
) {
  const everyMs = Math.max(REST_EVERY_MS, (minutes * 60_000) / MOST_RESTS);
  for (;;) {
    await sleep(everyMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    await world.calm.rest(async () => {
      const tree = await treeAtRest(system, project);
      if (tree) take({ at: elapsedSeconds(), rssMb: tree.rssMb });
    });
  }
}

function progressOf({ minutes, elapsedSeconds, tally, look }: Life): string {
  const tree = look();
  const memory = tree ? `, ${tree.rssMb.toFixed(0)} MB in ${tree.processes.length} processes` : "";
  const minute = (elapsedSeconds() / 60).toFixed(1);
  return `${minute} of ${minutes} min: ${tally.total} deeds, ${tally.wrong.length} wrong outcomes${memory}`;
}
