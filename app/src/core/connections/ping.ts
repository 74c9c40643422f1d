import type { UserRef } from "../references.ts";
import { type Connection, isLive, wasRegistered } from "./connection.ts";
import type { Closing } from "./ports.ts";

/** Row of a connection that has pinged. API Gateway has answered the ping by itself. */
export interface Pinged extends Pick<Connection, "connectionId" | "exp" | "ttl" | "closing">, Partial<UserRef> {
  /** Pings in this minute. */
  readonly pings: number;
}

export interface PingDependencies {
  readonly closing: Closing;
  readonly now: () => number;
}

/** Five times as many as have a pong: template.yaml says both. */
export const PING_FLOOD = 500;

/**
 * Closes a connection that pings though nobody knows it, or after its token has expired, or though it is to be closed,
 * or far too often.
 */
export async function checkPing(pinged: Pinged, { closing, now }: PingDependencies): Promise<void> {
  const { connectionId, pings } = pinged;
  const expired = wasRegistered(pinged) ? "token_expired" : "connection_unknown";
  if (!isLive(pinged, now())) await closing.ask(connectionId, pinged.closing ?? expired);
  else if (pings >= PING_FLOOD) await closing.ask(connectionId, "too_many_messages");
}
