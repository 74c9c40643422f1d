import type { Connection } from "../connections/connection.ts";
import type { UserRef } from "../references.ts";

/** A connection, and whose it is. */
export type Follower = UserRef & Pick<Connection, "connectionId">;

export interface NewSubscription {
  readonly connection: Connection;
  readonly entityId: string;
  /** Shard of the entity's subscribers, as `shardOf` chooses it. */
  readonly shard: number;
}

export interface Subscriptions {
  /**
   * Adds it in one step with a look at the connection, so that none is left behind by a disconnect.
   * `refused`: the connection is unknown, or expired, or has `limit` subscriptions.
   */
  add(subscription: NewSubscription, limit: number, nowMs: number): Promise<"added" | "exists" | "refused">;
  /** Resolves when there is none, too. */
  remove(connection: Follower, entityId: string): Promise<void>;
  /** False when it has expired, too. Not read from a copy that may lag. */
  has(connectionId: string, entityId: string, nowMs: number): Promise<boolean>;
  /** Lists the entities that a connection is subscribed to. */
  entitiesOf(connectionId: string): Promise<readonly string[]>;
  /** Lets a subscription live as long as its connection; one that is gone stays so. */
  prolong(connection: Connection, entityId: string): Promise<void>;
}
