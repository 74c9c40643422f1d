import type { EntityRef } from "../references.ts";

export interface StateRef extends EntityRef {
  readonly key: string;
}

/** Revisions after `since` up to `revision`: changes of an entity's state follow each other without a hole. */
export interface Step {
  readonly since: number;
  readonly revision: number;
}

/** Row of a key, with the step that it was written in. */
export interface StateRow extends Step {
  readonly key: string;
  /** Undefined once it is deleted. */
  readonly value?: unknown;
  /** Publisher's number of the change, of the last one that had any. */
  readonly version?: number | undefined;
  /** Time at which the value ends, milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** A row that was written, and the step of the event that wrote it: the row may have changed since. */
export interface Changed extends Step {
  readonly row: StateRow;
}

/** State of affairs by which a change is decided. */
export interface Before {
  /** Newest revision of the entity, 0 before the first. */
  readonly since: number;
  readonly row: StateRow | undefined;
}

/** Values of entities, by key. Nothing here is read from a copy that may lag. */
export interface States {
  /**
   * Changes a key together with the revision of its entity. `next` is asked again when others changed the entity
   * meanwhile; it gives the row of before to change nothing, and undefined when there is nothing to tell either. An id
   * that has come before changes nothing, and is answered with its step.
   */
  change(
    state: StateRef,
    id: string | undefined,
    next: (before: Before) => Promise<StateRow | undefined>,
  ): Promise<Changed | undefined>;
  /** The newest revision, 0 before the first. */
  revisionOf(entity: EntityRef): Promise<number>;
  /** Rows of all keys, deleted and ended ones too as long as they are kept. They are as of `revisionOf` before, or newer. */
  rowsOf(entity: EntityRef): Promise<readonly StateRow[]>;
}

/** Time that is remembered of a key that it is gone: as long as its last event can come again. */
export const GONE_MS = 15 * 24 * 60 * 60 * 1000;

export const isThere = ({ value, expiresAtMs }: StateRow, nowMs: number): boolean =>
  value !== undefined && expiresAtMs > nowMs;
