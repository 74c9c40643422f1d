import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { System } from "../../support/system.ts";
import { factsOf, type ProcessFacts, processTree } from "../process-tree.ts";
import { createChance } from "../seeded.ts";
import { leftoversOf, treeAtRest } from "./at-rest.ts";
import { createCalm } from "./calm.ts";
import { createCalls } from "./deeds/calls.ts";
import { MESSAGES } from "./deeds/messages.ts";
import { openPeer } from "./deeds/peer.ts";
import type { World } from "./deeds/world.ts";
import type { Shaken } from "./disturbances.ts";
import { live } from "./life.ts";
import { createProject } from "./project.ts";
import type { Report } from "./report.ts";
import { startEngine } from "./soak-engine.ts";
import { createTally, lineOf } from "./tally.ts";

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly sockets: number;
  readonly isolation: "worker" | "process";
  /** Deeds per second, of all sockets together. */
  readonly rate: number;
  /** Aborted by a user who has seen enough. */
  readonly interrupted: AbortSignal;
  /** Told in a line what has happened so far. */
  readonly onProgress: (line: string) => void;
}

/** Starts the small stack, lets everything go wrong for so many minutes, and tells what came of it. */
export async function soak(options: SoakOptions): Promise<Report> {
  await using project = await createProject();
  const begun = performance.now();
  const elapsedSeconds = () => (performance.now() - begun) / 1000;
  const tally = createTally(elapsedSeconds, (wrong) => options.onProgress(`wrong: ${lineOf(wrong)}`));
  const system = await startEngine(project, options.isolation);
  const pid = system.process.pid ?? 0;
  const seen = new Map<string, ProcessFacts>();
  let mostMb = 0;
  const look = () => {
    const tree = processTree(pid);
    for (const facts of tree?.processes ?? []) seen.set(`${facts.pid} ${facts.startedAt}`, facts);
    mostMb = Math.max(mostMb, tree?.rssMb ?? 0);
    return tree;
  };
  try {
    const shaken: Shaken = { store: false, handler: false };
    const world = worldOf(system, shaken);
    await warmUp(world);
    const before = await treeAtRest(system, project);
    const lived = await live({ ...options, world, shaken, project, system, tally, look, elapsedSeconds });
    world.calls[Symbol.dispose]();
    const leftovers = options.interrupted.aborted ? undefined : await leftoversOf(system, project, before);
    const hasEnded = await stop(system);
    const orphans = [...seen.values()].filter(({ pid: id, startedAt }) => factsOf(id)?.startedAt === startedAt);
    const files = options.interrupted.aborted ? [] : await readdir(project.temporary);
    return { ...options, seconds: elapsedSeconds(), tally, mostMb, ...lived, leftovers, hasEnded, orphans, files };
  } finally {
    await system[Symbol.asyncDispose]();
  }
}

/** Calls of functions that still run may take as long. */
const STOP_MS = 60_000;

/** Stops the engine; false when it had to be killed. */
async function stop(system: System): Promise<boolean> {
  const impatience = new AbortController();
  const late = sleep(STOP_MS, false, { signal: impatience.signal }).catch(() => true);
  const hasEnded = await Promise.race([system[Symbol.asyncDispose]().then(() => true), late]);
  impatience.abort();
  if (!hasEnded) system.process.kill("SIGKILL");
  return hasEnded;
}

const worldOf = ({ url, managementUrl }: System, shaken: Shaken): World => ({
  url,
  calls: createCalls(managementUrl),
  calm: createCalm(),
  get isStoreShaken() {
    return shaken.store;
  },
  get isHandlerShaken() {
    return shaken.handler;
  },
});

/** Has each function called once, so that what they take is no leftover in the end. */
async function warmUp(world: World): Promise<void> {
  const peer = await openPeer(`${world.url}?who=first`);
  const scene = { world, peer, chance: createChance(0), connectionId: "", goneId: undefined, n: 0 };
  for (const deed of MESSAGES) await deed.run(scene);
  peer.socket.close();
  await peer.closed;
}
