import { setTimeout as sleep } from "node:timers/promises";
import { advance, type System } from "../../support/system.ts";
import { type ProcessTree, processTree } from "../process-tree.ts";
import type { Project } from "./project.ts";
import type { Leftovers } from "./report.ts";
import { COLLECT } from "./soak-engine.ts";

/** Later than the engine ends an isolate that has nothing to do (30 s). */
const IDLE_SECONDS = 40;

const STEP_MS = 1_000;

/** Time for isolates to end. */
const REST_MS = 3 * STEP_MS;

/** Time for isolates to begin, and for V8 and the C library to give memory back. */
const SETTLED_MS = 7 * STEP_MS;

/**
 * The engine's processes when it has nothing to do, and has let go of what it may. They are without what is not the engine's
 * to bear: memory that functions keep themselves, and garbage, which V8 lets lie as long as nothing new is allocated.
 */
export async function treeAtRest(system: System, project: Project): Promise<ProcessTree | undefined> {
  await renew(system, project);
  await advance(system.endpoint, IDLE_SECONDS);
  await sleep(REST_MS);
  system.process.kill(COLLECT);
  await sleep(SETTLED_MS);
  return processTree(system.process.pid ?? 0);
}

/** Starts functions anew that keep memory or end themselves, so that there is one isolate of each. */
async function renew(system: System, project: Project): Promise<void> {
  const { lastSeq } = await journalOf(system, "limit=0");
  await project.renewFunctions();
  const giveUpAt = Date.now() + SETTLE_MS;
  while (Date.now() < giveUpAt) {
    const { entries } = await journalOf(system, `type=template&status=reloaded&after=${lastSeq}`);
    if (entries.length > 0) return;
    await sleep(STEP_MS);
  }
}

/** Longer than the engine keeps a connection that nobody uses (75 s). */
const SETTLE_MS = 90_000;

/** Threads and handles come and go by a few: workers of V8, files that are looked at. */
const SLACK = 4;

/** Of each kind, for each process that there may be more of. */
const OF_A_PROCESS = 16;

/** Connections to the store are kept for its next calls, as many as were needed at once. */
const SOCKET_SLACK = 50;

/** Looks at what is left once everybody has gone; again for a while as long as there is too much. */
export async function leftoversOf(
  system: System,
  project: Project,
  before: ProcessTree | undefined,
): Promise<Leftovers> {
  const giveUpAt = Date.now() + SETTLE_MS;
  const look = async () => {
    const after = await treeAtRest(system, project);
    const connections = await openConnections(system);
    return { before, after, connections, more: before && after ? moreOf(before, after) : [] };
  };
  let left = await look();
  while ((left.connections > 0 || left.more.length > 0) && Date.now() < giveUpAt) left = await look();
  return left;
}

/** Names all that there is more of than before. */
function moreOf(before: ProcessTree, after: ProcessTree): readonly string[] {
  const counts: readonly (readonly [string, number, number])[] = [
    ["threads", before.threads, after.threads],
    ["processes", before.processes.length, after.processes.length],
    ...[...after.handles].map(
      ([kind, count]) => [`handles of kind ${kind}`, before.handles.get(kind) ?? 0, count] as const,
    ),
  ];
  const ofProcesses = OF_A_PROCESS * Math.max(0, after.processes.length - before.processes.length);
  const slackOf = (what: string) => {
    if (what === "processes") return SLACK;
    return ofProcesses + (what.endsWith("socket") ? SOCKET_SLACK : SLACK);
  };
  return counts.flatMap(([what, then, now]) =>
    now > then + slackOf(what) ? [`There are ${now} ${what} in place of ${then}.`] : [],
  );
}

async function openConnections({ endpoint }: System): Promise<number> {
  const response = await fetch(`${endpoint}/_portcullis/connections`);
  return ((await response.json()) as { connections: readonly unknown[] }).connections.length;
}

interface Entry {
  readonly service: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Journal {
  readonly entries: readonly Entry[];
  readonly lastSeq: number;
}

async function journalOf({ endpoint }: System, query: string): Promise<Journal> {
  const response = await fetch(`${endpoint}/_portcullis/entries?${query}`);
  return (await response.json()) as Journal;
}

/** Faults of the engine's own, as its journal has them. */
export async function defectsOf(system: System): Promise<readonly string[]> {
  const found: Entry[] = [];
  for (const query of ["type=defect", "type=error&failure=defect"])
    found.push(...(await journalOf(system, query)).entries);
  return found.map(({ service, data }) => `${service}: ${data.detail ?? data.stack ?? data.message}`);
}
