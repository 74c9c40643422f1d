import type { Client } from "../../../client/src/index.ts";
import type { Publisher } from "../../../client/src/server/index.ts";
import type { Clock } from "../../../engine/src/kernel/clock.ts";
import type { Chance } from "../seeded.ts";

export type Timer = { now(): number; after(ms: number, task: () => void): () => void };

/** Somebody with our client. */
export interface Follower {
  readonly userId: string;
  readonly client: Client;
  /** Time of the client. */
  readonly timer: Timer;
}

/** The record of what came to one follower, which has to be whole in the end. */
export interface Following {
  /** Faults that no time mends: something came twice, wrongly, or was said to be lost. */
  faults(): readonly string[];
  /** Things that have not come. */
  missing(): readonly string[];
  /** Hears nothing more. */
  end(): void;
}

/** Something that is published all the time and has to come whole to its followers. */
export interface Feature {
  /** Word for what is published, in the plural. */
  readonly name: string;
  /** Number of them so far. */
  readonly count: number;
  /** Publishes as much as belongs into one step of time. */
  step(): Promise<void>;
  /** Goes on with what was begun, and begins nothing. Resolves with true when there is nothing left. */
  finish?(): Promise<boolean>;
  /** Begins for each user, until the end. */
  join?(follower: Follower): Following;
  /** Begins for each entity that a user follows, until they leave it. */
  follow?(follower: Follower, entityId: string): Following;
}

export interface FeatureOptions {
  readonly publisher: Publisher;
  readonly chance: Chance;
  readonly entities: readonly string[];
  readonly userIds: readonly string[];
  readonly clock: Pick<Clock, "now">;
}
