import type { EntityState, StateChange } from "@portcullis/contract";
import type { StateRow, Step } from "./ports.ts";

/** Returns the change that a row tells of. */
export function changeOf(row: StateRow): StateChange {
  const { key, revision, value, expiresAtMs } = row;
  if (value === undefined) return { key, revision, deleted: true };
  return { key, revision, value, expiresAt: new Date(expiresAtMs).toISOString() };
}

type StateOrigin = Pick<EntityState, "sentAt" | "traceparent">;

/** `all`: every key that there is, when what is not among them is gone. */
export function messageOf(
  entityId: string,
  { since, revision }: Step,
  rows: readonly StateRow[],
  { sentAt, traceparent, all }: StateOrigin & { readonly all?: readonly StateRow[] | undefined },
): EntityState {
  return {
    type: "Entity State",
    id: `state@${revision}`,
    entityId,
    since,
    revision,
    ...(all && { keys: all.map(({ key, revision: ofKey }) => ({ key, revision: ofKey })) }),
    changes: rows.map(changeOf),
    sentAt,
    traceparent,
  };
}
