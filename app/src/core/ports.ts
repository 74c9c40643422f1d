import type { Connection, Target } from "./connection.ts";
import type { Delivery } from "./delivery.ts";

/** The registry of open connections. */
export interface Connections {
  put(connection: Connection): Promise<void>;
  /** Reads what was last written, not a copy that may lag. */
  find(connectionId: string): Promise<Connection | undefined>;
  /** Forgets a connection and all its subscriptions. Resolves when it is unknown, too. */
  remove(connectionId: string): Promise<void>;
}

export interface Subscriptions {
  /**
   * In one step with a look at the connection, so that none is left behind by a disconnect.
   * `refused`: the connection is unknown, or expired, or has `limit` subscriptions.
   */
  add(connection: Connection, entityId: string, limit: number, nowMs: number): Promise<"added" | "exists" | "refused">;
  /** Resolves when there is none, too. */
  remove(connectionId: string, entityId: string): Promise<void>;
}

/** Who a push goes to. Dead and expired connections may still be among them. */
export interface Audience {
  subscribersOf(entityId: string): Promise<readonly Target[]>;
  connectionsOf(userId: string): Promise<readonly Target[]>;
}

/** `gone`: there is no such connection. `failed`: it may work later. */
export type PostOutcome = "delivered" | "gone" | "failed";

export interface Sockets {
  /** Never rejects. */
  post(connectionId: string, text: string): Promise<PostOutcome>;
}

/** Where deliveries wait for their turn. */
export interface Deliveries {
  enqueue(delivery: Delivery, delaySeconds: number): Promise<void>;
  /** To the dead-letter queue, from where it can be redriven. */
  abandon(delivery: Delivery): Promise<void>;
}
