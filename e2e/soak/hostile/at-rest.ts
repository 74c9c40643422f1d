import { setTimeout as sleep } from "node:timers/promises";
import { advance, type System } from "../../support/system.ts";
import { type ProcessTree, processTree } from "../process-tree.ts";
import type { Leftovers } from "./report.ts";

/** Later than the engine ends an isolate that has nothing to do (30 s). */
const IDLE_SECONDS = 40;

const STEP_MS = 1_000;

/** Time for V8 to collect what an engine that has nothing to do holds no more. */
export const SHORTEST_REST_MS = 3 * STEP_MS;

/** The engine's processes when it has nothing to do, and has let go of what it may. */
export async function treeAtRest(system: System, restMs = SHORTEST_REST_MS): Promise<ProcessTree | undefined> {
  await advance(system.endpoint, IDLE_SECONDS);
  await sleep(restMs);
  return processTree(system.process.pid ?? 0);
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
export async function leftoversOf(system: System, before: ProcessTree | undefined): Promise<Leftovers> {
  const giveUpAt = Date.now() + SETTLE_MS;
  const look = async () => {
    const after = await treeAtRest(system);
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

/** Faults of the engine's own, as its journal has them. */
export async function defectsOf({ endpoint }: System): Promise<readonly string[]> {
  const found: { service: string; data: Record<string, unknown> }[] = [];
  for (const query of ["type=defect", "type=error&failure=defect"]) {
    const response = await fetch(`${endpoint}/_portcullis/entries?${query}`);
    found.push(...((await response.json()) as { entries: typeof found }).entries);
  }
  return found.map(({ service, data }) => `${service}: ${data.detail ?? data.stack ?? data.message}`);
}
