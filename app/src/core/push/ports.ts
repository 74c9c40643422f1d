import type { Target } from "../connections/connection.ts";
import type { EntityRef, Tenanted, UserRef } from "../references.ts";
import type { Delivery } from "./delivery.ts";

/** A place in an entity's subscribers, who are read shard by shard and page by page. */
export interface Cursor {
  readonly shard: number;
  /** The connection that was the last one before this place. */
  readonly after?: string;
}

/** Progress of the push of an update. Its event may come again, and goes on from there. */
export interface Progress {
  /** The update's number in the sequence of its entity. */
  readonly seq: number;
  /** Everyone who subscribed before the update is in one of so many. */
  readonly shards: number;
  readonly cursor?: Cursor;
  /** Subscribers before `cursor`. */
  readonly reached: number;
  readonly isDone: boolean;
}

/** Entities and the sequence of their updates. Nothing here is read from a copy that may lag. */
export interface Entities {
  /** The newest update's seq, 0 before the first, and over how many shards new subscribers are spread. */
  find(entity: EntityRef): Promise<{ readonly seq: number; readonly shards: number }>;
  /**
   * Gives an update the next seq, and keeps its text for those who come late. An id that has its place keeps that one,
   * and is answered with how far it has come.
   */
  append(entity: EntityRef, id: string, textOf: (seq: number) => string): Promise<Progress>;
  /** The texts that are still kept of `from` to `to`, in order, or fewer when they are too many for one answer. */
  kept(entity: EntityRef, from: number, to: number): Promise<readonly string[]>;
  /** Spreads those who subscribe from now on over more shards. Never over fewer: readers must find everyone. */
  spread(entity: EntityRef, shards: number): Promise<void>;
}

/** Events and deliveries that were processed, so that those that come again are not processed again. */
export interface ProcessedEvents {
  isDone(id: string, of?: Tenanted): Promise<boolean>;
  /** Takes it on, unless it is done or another invocation is at it: for as long as one can last. */
  claim(id: string): Promise<"claimed" | "done" | "taken">;
  /** Leaves it to whoever comes next. */
  release(id: string): Promise<void>;
  finish(id: string, of?: Tenanted): Promise<void>;
  advance(id: string, of: Tenanted, to: { readonly cursor: Cursor; readonly reached: number }): Promise<void>;
}

/** Connections that a push goes to. Dead and expired ones may still be among them. */
export interface Subscribers {
  /** One page of one shard, and where the next page begins if there is one. */
  pageOf(entity: EntityRef, cursor: Cursor): Promise<{ readonly targets: readonly Target[]; readonly after?: string }>;
  connectionsOf(user: UserRef): Promise<readonly Target[]>;
}

/** The queue in which deliveries wait for their turn. */
export interface Deliveries {
  enqueue(deliveries: readonly Delivery[], delaySeconds: number): Promise<void>;
}
