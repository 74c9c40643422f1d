import { type EntityStateEvent, STATE_KEYS_MAX_COUNT } from "@portcullis/contract";
import { InvalidEventError } from "../errors.ts";
import type { Published } from "../push/publish.ts";
import { type Before, type Changed, isThere, type StateRow, type States } from "./ports.ts";

export interface KeepStateDependencies {
  readonly states: Pick<States, "change" | "rowsOf">;
  /** Longest life of a value, and that of one whose publisher gives none. */
  readonly entitySeconds: number;
  readonly now: () => number;
}

/**
 * Keeps what an event says of a key. Resolves with what is to be told of it, again when the event comes again; with
 * undefined when something newer was there. Throws an `InvalidEventError` for one key too many.
 */
export function keepState(
  { id: eventId, detail }: Published<EntityStateEvent>,
  ports: KeepStateDependencies,
): Promise<Changed | undefined> {
  const { id = eventId, version } = detail;
  // A version tells by itself that an event comes again.
  return ports.states.change(detail, version === undefined ? id : undefined, (before) => next(detail, before, ports));
}

async function next(
  detail: EntityStateEvent,
  { since, row }: Before,
  ports: KeepStateDependencies,
): Promise<StateRow | undefined> {
  const { key, value, version = row?.version } = detail;
  if (detail.version !== undefined && row?.version !== undefined && detail.version <= row.version)
    return detail.version === row.version ? row : undefined;
  const nowMs = ports.now();
  if (value !== undefined && !(row && isThere(row, nowMs))) await makeSureOfRoom(detail, nowMs, ports);
  const lifeSeconds = value === undefined ? 0 : Math.min(detail.ttlSeconds ?? Infinity, ports.entitySeconds);
  // By the clock: an entity that was forgotten does not begin with revisions that somebody has.
  const revision = Math.max(since + 1, nowMs);
  return { key, value, version, since, revision, expiresAtMs: nowMs + lifeSeconds * 1000 };
}

async function makeSureOfRoom(detail: EntityStateEvent, nowMs: number, { states }: KeepStateDependencies) {
  const rows = await states.rowsOf(detail);
  if (rows.filter((row) => isThere(row, nowMs)).length >= STATE_KEYS_MAX_COUNT)
    throw new InvalidEventError(`An entity has ${STATE_KEYS_MAX_COUNT} keys at most.`);
}
