import type { DisconnectCode } from "@portcullis/contract";
import type { Identity } from "../tokens/identity.ts";

/** An open connection, as the registry knows it. */
export interface Connection extends Identity {
  readonly connectionId: string;
  /** Milliseconds since 1970, as API Gateway says it. */
  readonly connectedAt: number;
  /** Seconds since 1970. DynamoDB deletes later than that, so readers look at it themselves. */
  readonly ttl: number;
  /** Number of its subscriptions, where its row was looked at. */
  readonly subscriptions?: number;
  /** Time of its row, in milliseconds since 1970. `$connect` has nothing to do after that but to answer. */
  readonly registeredAt?: number;
  /** Code that it is being closed with, when it is. */
  readonly closing?: DisconnectCode;
}

/** A connection, or the handshake that is to become one. */
export type Opening = Pick<Connection, "connectionId" | "connectedAt" | "userId" | "tenant">;

/** A connection that is being closed, as the registry knows it. */
export type Retired = Opening & Required<Pick<Connection, "exp" | "ttl" | "closing">>;

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
 * Time until a socket is open, or never will be: the authorizer and `$connect` may take 10 seconds each to start and 5
 * to run, and clocks differ. The row is there before the socket is open, and until then 410 does not mean that the
 * connection is gone. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const HANDSHAKE_MAX_MS = 35_000;

export function newConnection(identity: Identity, opened: { connectionId: string; connectedAt: number }): Connection {
  const end = Math.min(identity.exp, endOfLife(opened));
  return { ...identity, ...opened, ttl: end + TTL_MARGIN_SECONDS };
}

/** Makes a connection expire for everybody who looks. It is known for as long as its socket may be open. */
export function retired({ connectionId, connectedAt, userId, tenant }: Opening, closing: DisconnectCode): Retired {
  const ttl = endOfLife({ connectedAt }) + TTL_MARGIN_SECONDS;
  return { connectionId, connectedAt, userId, ...(tenant !== undefined && { tenant }), closing, exp: 0, ttl };
}

function endOfLife({ connectedAt }: Pick<Connection, "connectedAt">): number {
  return Math.floor(connectedAt / 1000) + MAX_LIFETIME_SECONDS;
}

/** True while messages may go in and out: the token has not expired, and the connection is not past its life. */
export function isLive({ exp, ttl }: Pick<Target, "exp" | "ttl">, nowMs: number): boolean {
  return Math.min(exp, ttl) * 1000 > nowMs;
}

/** False for the row that a ping of an unknown connection leaves (template.yaml): it is nobody's. */
export function wasRegistered({ userId }: { readonly userId?: string | undefined }): boolean {
  return userId !== undefined;
}

/** True when nothing was renewed in between. What is issued twice in a second for the same time is one token. */
export function hasSameToken(one: Pick<Connection, "exp" | "iat">, other: Pick<Connection, "exp" | "iat">): boolean {
  return one.exp === other.exp && one.iat === other.iat;
}

/**
 * True when a token may take the place of another: it was issued later, or at the same time and expires no earlier. One
 * that does not say when it was issued takes only the place of another such, whichever of these comes last.
 */
export function mayReplace(newer: Pick<Connection, "exp" | "iat">, current: Pick<Connection, "exp" | "iat">): boolean {
  if (current.iat === undefined) return true;
  if (newer.iat === undefined || newer.iat < current.iat) return false;
  return newer.iat > current.iat || newer.exp >= current.exp;
}

/** `nowMs`: before @connections was asked; its 410 may have been on its way for long. */
export function mayStillBeOpening({ connectedAt }: Pick<Target, "connectedAt">, nowMs: number): boolean {
  return connectedAt !== undefined && nowMs < connectedAt + HANDSHAKE_MAX_MS;
}
