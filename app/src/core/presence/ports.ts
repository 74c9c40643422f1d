import type { Connection, Target } from "../connections/connection.ts";
import type { EntityRef } from "../references.ts";

/** A live connection that is subscribed to an entity. */
export interface Attendance {
  readonly userId: string;
  /** Data as JSON; undefined when there is none. */
  readonly data?: string | undefined;
  /** Time at which data was set, or taken away, in milliseconds since 1970. Undefined before the first time. */
  readonly dataAtMs?: number | undefined;
  /** Time at which it is live no more, unless a newer token comes. */
  readonly endsAtMs: number;
  /** True once it has asked who is there. */
  readonly isWatching: boolean;
}

/** A user of whom was told that they are there. */
export interface Member {
  readonly userId: string;
  readonly data?: string | undefined;
  /** Revision in which that was told. */
  readonly revision: number;
  /** Time since which no connection is left, when it may yet come back. */
  readonly leavingAtMs?: number | undefined;
  /** Time until which there was a connection when it was looked at last. */
  readonly endsAtMs: number;
}

/** Changes of one revision. Whoever looks again after a failure tells them again. */
export interface LastStep {
  /** The change that led to it. */
  readonly id: string;
  readonly since: number;
  readonly told: readonly ToldChange[];
}

export interface ToldChange {
  readonly userId: string;
  readonly kind: "joined" | "changed" | "left";
}

/** State of an entity's presence, from the first time that somebody asks until nobody is there. */
export interface Tally {
  readonly revision: number;
  /** Revision in which members changed last. */
  readonly changedAt: number;
  /** Number of members. */
  readonly listed: number;
  /** Number of users who are there beside the members. */
  readonly others: number;
  /** Time at which others are to be counted again. */
  readonly recountAtMs?: number | undefined;
  readonly last?: LastStep | undefined;
}

export const countOf = ({ listed, others }: Tally): number => listed + others;

/** Rows of members that a step writes. */
export interface MemberRows {
  readonly written: readonly Member[];
  readonly removed: readonly string[];
}

/** News that a connection asked for: of users who come and go by their ids alone, of members with data, of their number. */
export type Watch = "users" | "members" | "count";

export interface Watcher extends Target {
  readonly watches: readonly Watch[];
}

/** Sayings of a connection about itself: what it asks for, and its data as JSON, `null` to take that away. */
export interface Asked {
  readonly watch?: Watch | undefined;
  readonly data?: string | null | undefined;
}

/** Subscribers of entities, by user. Nothing here but `watchersOf` is read from a copy that may lag. */
export interface Presences {
  /** Notes what a connection asks for, beside what it asked for before. False when it is not subscribed. */
  note(connection: Connection, entityId: string, asked: Asked): Promise<boolean>;
  /** Lists the live connections at an entity, of one user or of all. */
  attendancesOf(entity: EntityRef, userId?: string): Promise<readonly Attendance[]>;
  tallyOf(entity: EntityRef): Promise<Tally | undefined>;
  memberOf(entity: EntityRef, userId: string): Promise<Member | undefined>;
  membersOf(entity: EntityRef): Promise<readonly Member[]>;
  /**
   * Puts a tally in the place of another, or of none, together with rows of members; undefined removes it. False when
   * another one was there meanwhile.
   */
  commit(entity: EntityRef, before: Tally | undefined, after: Tally | undefined, rows: MemberRows): Promise<boolean>;
  watchersOf(entity: EntityRef): Promise<readonly Watcher[]>;
  /** Has somebody look at a member, or at all who are there. Without effect where there is no such thing. */
  nudge(entity: EntityRef, userId: string | undefined): Promise<void>;
}
