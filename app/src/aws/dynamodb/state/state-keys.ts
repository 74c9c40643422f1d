import type { EntityRef } from "../../../core/references.ts";
import type { StateRef } from "../../../core/state/ports.ts";
import { entityPartition, escapeId, type ItemKey } from "../keys.ts";

/** Beginning of the sort keys of an entity's keys. */
export const STATE_PREFIX = "K#";

/** Partition of an entity's state, which is read as a whole. */
export function statePartition(entity: EntityRef): string {
  return `${entityPartition(entity)}#V`;
}

/** Key of the newest revision. */
export function revisionKey(entity: EntityRef): ItemKey {
  return { pk: statePartition(entity), sk: "META" };
}

export function stateRowKey(state: StateRef): ItemKey {
  return { pk: statePartition(state), sk: `${STATE_PREFIX}${escapeId(state.key)}` };
}

/** Key of the note that a change with this id was made. */
export function stateEventKey(entity: EntityRef, id: string): ItemKey {
  return { pk: statePartition(entity), sk: `I#${escapeId(id)}` };
}
