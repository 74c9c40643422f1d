import type { Identity } from "./identity.ts";

/** What the registry knows of an open connection. */
export interface Connection extends Identity {
  readonly connectionId: string;
  /** Milliseconds since 1970, as API Gateway says it. */
  readonly connectedAt: number;
  /** Seconds since 1970. DynamoDB deletes later than that, so readers look at it themselves. */
  readonly ttl: number;
  /** How many it has, where its row was looked at. */
  readonly subscriptions?: number;
}

/** A connection as a push sees it. */
export interface Target extends Pick<Connection, "connectionId" | "exp" | "ttl"> {
  /** Absent when it is known to be open: a subscription came over its socket. */
  readonly connectedAt?: number;
}

/** API Gateway closes a connection after 2 hours. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const MAX_LIFETIME_SECONDS = 2 * 60 * 60;

/** A row outlives its connection by this, so that a late reader still finds out why. */
const TTL_MARGIN_SECONDS = 10 * 60;

/**
 * Longer than a handshake with two cold starts. The row is there before the socket is open, and until then 410 does not
 * mean that the connection is gone.
 */
const HANDSHAKE_MS = 5_000;

export function newConnection(identity: Identity, opened: { connectionId: string; connectedAt: number }): Connection {
  const end = Math.min(identity.exp, Math.floor(opened.connectedAt / 1000) + MAX_LIFETIME_SECONDS);
  return { ...identity, ...opened, ttl: end + TTL_MARGIN_SECONDS };
}

/** Whether messages may go in and out: the token has not expired, and the connection is not past its life. */
export function isLive({ exp, ttl }: Pick<Target, "exp" | "ttl">, nowMs: number): boolean {
  return Math.min(exp, ttl) * 1000 > nowMs;
}

/** Whether nothing was renewed in between. What is issued twice in a second for the same time is one token. */
export function hasSameToken(one: Pick<Connection, "exp" | "iat">, other: Pick<Connection, "exp" | "iat">): boolean {
  return one.exp === other.exp && one.iat === other.iat;
}

export function mayStillBeOpening({ connectedAt }: Pick<Target, "connectedAt">, nowMs: number): boolean {
  return connectedAt !== undefined && nowMs < connectedAt + HANDSHAKE_MS;
}
