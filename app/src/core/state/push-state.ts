import type { EntityStateEvent } from "@portcullis/contract";
import { type BringToAllDependencies, bringToAll } from "../push/fan-out.ts";
import type { Published } from "../push/publish.ts";
import type { Changed, StateRow, Step } from "./ports.ts";
import { messageOf } from "./state-message.ts";

/**
 * Tells subscribers of an entity what was changed. Changes that came together and follow each other go together, and of
 * each key only the last one. A post that fails is tried again: who has something newer passes over it.
 */
export async function pushState(
  { time: sentAt, detail: entity, traceparent }: Published<EntityStateEvent>,
  changed: readonly Changed[],
  ports: BringToAllDependencies,
): Promise<void> {
  for (const { step, rows } of runsOf(changed))
    await bringToAll(messageOf(entity.entityId, step, rows, { sentAt, traceparent }), entity, ports);
}

interface Run {
  readonly step: Step;
  readonly rows: readonly StateRow[];
}

/** Joins steps that follow each other without a hole. */
function runsOf(changed: readonly Changed[]): Run[] {
  const runs: Run[] = [];
  for (const { since, revision, row } of [...changed].sort((one, other) => one.revision - other.revision)) {
    const last = runs.at(-1);
    if (last && last.step.revision >= since) runs[runs.length - 1] = join(last, { since, revision, row });
    else runs.push({ step: { since, revision }, rows: [row] });
  }
  return runs;
}

function join({ step, rows }: Run, { revision, row }: Changed): Run {
  const before = rows.find(({ key }) => key === row.key);
  // The row of an event that came again may be newer than those of events after it.
  const latest = before && before.revision > row.revision ? before : row;
  return { step: { ...step, revision }, rows: [...rows.filter(({ key }) => key !== row.key), latest] };
}
