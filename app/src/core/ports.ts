import type { DisconnectCode, RevokeAccessEvent } from "@portcullis/contract";
import type { EntityRef, Tenanted, TokenRef, UserRef } from "../aws/dynamodb/keys.ts";
import type { Follower } from "../aws/dynamodb/presence-keys.ts";
import type { CloseRequest } from "./connections/close-command.ts";
import type { Connection, Retired, Target } from "./connections/connection.ts";
import type { Delivery } from "./push/delivery.ts";
import type { KeptRequest, Outcome, RequestRef } from "./requests/request.ts";
import type { Identity } from "./tokens/identity.ts";

/** The registry of open connections. */
export interface Connections {
  /** False when it is being closed already. */
  put(connection: Connection): Promise<boolean>;
  /** Reads what was last written, not a copy that may lag. */
  find(connectionId: string): Promise<Connection | undefined>;
  /**
   * Puts what a newer token says in the place of what the last one said, in one step with a look at which one is newer:
   * `outdated` is the one that comes too late. `unknown`: there is no such connection, or it is being closed.
   */
  renew(connection: Connection): Promise<"renewed" | "outdated" | "unknown">;
  /** Ends all that a connection has, but for what is known of it. One whose row is yet to come never gets it. */
  retire(connection: Retired): Promise<void>;
  /** Forgets a connection and all its subscriptions. Resolves when it is unknown, too. */
  remove(connectionId: string): Promise<void>;
}

export interface Subscriptions {
  /**
   * In one step with a look at the connection, so that none is left behind by a disconnect.
   * `refused`: the connection is unknown, or expired, or has `limit` subscriptions.
   */
  add(subscription: NewSubscription, limit: number, nowMs: number): Promise<"added" | "exists" | "refused">;
  /** Resolves when there is none, too. */
  remove(connection: Follower, entityId: string): Promise<void>;
}

/** What a connection follows. */
export interface Following {
  entitiesOf(connectionId: string): Promise<readonly string[]>;
  /** Lets a subscription live as long as its connection; one that is gone stays so. */
  prolong(connection: Connection, entityId: string): Promise<void>;
}

/** Who is subscribed, by user. Nothing here but `watchersOf` is read from a copy that may lag. */
export interface Roster {
  /** Asks that a connection be told who comes and goes. False when it is not subscribed. */
  watch(connection: Connection, entityId: string): Promise<boolean>;
  /** Each user with a live connection, once. */
  usersOf(entity: EntityRef): Promise<readonly string[]>;
  /** Whether a user has a live connection. */
  isThere(entity: EntityRef, userId: string): Promise<boolean>;
  /** Whether the last that was told of a user is that they came. */
  wasTold(entity: EntityRef, userId: string): Promise<boolean>;
  noteTold(entity: EntityRef, userId: string, isThere: boolean): Promise<void>;
  watchersOf(entity: EntityRef): Promise<readonly Target[]>;
}

export interface NewSubscription {
  readonly connection: Connection;
  readonly entityId: string;
  /** Of the entity's subscribers: see `shardOf`. */
  readonly shard: number;
}

/** A place in an entity's subscribers, who are read shard by shard and page by page. */
export interface Cursor {
  readonly shard: number;
  /** The connection that was the last one before this place. */
  readonly after?: string;
}

/** How far the push of an update has come. Its event may come again, and goes on from there. */
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

/** What was done with events and deliveries, so that those that come again are not done again. */
export interface Ledger {
  isDone(id: string, of?: Tenanted): Promise<boolean>;
  finish(id: string, of?: Tenanted): Promise<void>;
  advance(id: string, of: Tenanted, to: { readonly cursor: Cursor; readonly reached: number }): Promise<void>;
}

/** Who a push goes to. Dead and expired connections may still be among them. */
export interface Audience {
  /** One page of one shard, and where the next page begins if there is one. */
  subscribersOf(
    entity: EntityRef,
    cursor: Cursor,
  ): Promise<{ readonly targets: readonly Target[]; readonly after?: string }>;
  connectionsOf(user: UserRef): Promise<readonly Target[]>;
}

/** `gone`: there is no such connection, or it is not open yet. `failed`: it may work later. */
export type PostOutcome = "delivered" | "gone" | "failed";

export interface Sockets {
  /** Never rejects. */
  post(connectionId: string, text: string): Promise<PostOutcome>;
}

/** Where deliveries wait for their turn. */
export interface Deliveries {
  enqueue(deliveries: readonly Delivery[], delaySeconds: number): Promise<void>;
}

/** One-time stand-ins for a token, for handshakes of browsers. */
export interface Tickets {
  /** `origin`: of the page that asks, and the only one that may use it. Undefined, when no browser asks: for any. */
  issue(
    identity: Identity,
    origin: string | undefined,
  ): Promise<{ readonly ticket: string; readonly expiresAt: number }>;
  /**
   * Uses the ticket up. Resolves with whose it was; undefined when it is unknown, used, expired or of another origin.
   * Rejects when that cannot be found out.
   */
  redeem(ticket: string, origin: string | undefined): Promise<Identity | undefined>;
}

/** Work that was asked for. Nothing here is read from a copy that may lag. */
export interface Requests {
  /** Keeps a new one. Resolves with the one that has this id already, if there is one, and leaves that as it is. */
  create(request: KeptRequest): Promise<KeptRequest | undefined>;
  find(request: RequestRef): Promise<KeptRequest | undefined>;
  /**
   * Takes it for whoever works on it until a time (milliseconds since 1970). Resolves with `taken` when somebody else
   * has it, with undefined when it is unknown; one that has ended is found as `find` does it.
   */
  claim(request: RequestRef, untilMs: number): Promise<KeptRequest | "taken" | undefined>;
  finish(request: RequestRef, outcome: Outcome): Promise<void>;
}

/** Where requests wait to be worked on. */
export interface RequestQueue {
  enqueue(request: RequestRef): Promise<void>;
}

/** Pushes to all connections of a user, through the queue that all notifications go through. */
export interface Notifications {
  /** What comes with an id that was sent before is sent no more. `callback`: where to get more. */
  notify(user: UserRef, notification: { id: string; message: unknown; callback: string }): Promise<void>;
}

/** One of the connections that a user may have at once. */
export interface Place {
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
}

/** `in use`: full, and it was noted that somebody is at each of the places. */
export type PlaceOutcome = "taken" | "full" | "in use" | "revoked";

/** What is known of a user beyond single connections. Nothing here is read from a copy that may lag. */
export interface Users {
  /** In one step with a look at what was revoked, so that no handshake slips through between. */
  takePlace(connection: Connection, maxConnections: number): Promise<PlaceOutcome>;
  /** Notes that there is no use in looking before that time (milliseconds since 1970) who is still at their place. */
  noteInUse(user: UserRef, untilMs: number): Promise<void>;
  /** Resolves when they are not taken, too. */
  givePlacesBack(user: UserRef, places: readonly Place[]): Promise<void>;
  placesOf(user: UserRef): Promise<readonly Place[]>;
}

/** Tokens that no longer count before they expire. Kept until all that they are about has expired. */
export interface Revocations {
  /** `issuedBefore`: seconds since 1970. An earlier one that is stricter stays. */
  revokeUser(user: UserRef, issuedBefore: number): Promise<void>;
  revokeToken(token: TokenRef): Promise<void>;
  isTokenRevoked(token: TokenRef): Promise<boolean>;
  isUserRevoked(identity: Identity): Promise<boolean>;
  /** Of every tenant. May lag by some seconds. */
  connectionsWith(jti: string): Promise<readonly string[]>;
}

/** A minute. */
export interface RateWindow {
  /** Its number, counted from 1970. */
  readonly index: number;
  readonly endsAtMs: number;
}

/** Counts what comes in. */
export interface Traffic {
  /** A message, in one step with a look at whose it is. Resolves with undefined when the connection is unknown. */
  countMessage(
    connectionId: string,
    window: RateWindow,
  ): Promise<{ readonly connection: Connection; readonly messages: number; readonly work: number } | undefined>;
  /** Work of a connection beyond its messages, in messages. Resolves with what both come to. */
  countWork(connectionId: string, window: RateWindow, cost: number): Promise<number>;
  /** Messages and work of a user, and calls of the HTTP API. Resolves with what all of them come to. */
  countOf(user: UserRef, window: RateWindow, cost: number): Promise<number>;
  /** A message that was wrong. Resolves with how many there were. */
  countMistake(connectionId: string, window: RateWindow): Promise<number>;
}

/** Looks at sockets from this side. */
export interface Watch {
  /** Never rejects. `gone`: it was closed, or is not open yet. `failed`: it could not be found out. */
  look(connectionId: string): Promise<"open" | "gone" | "failed">;
}

/** `gone`: it was closed already, or is not open yet. `failed`: it may work later. */
export type CloseOutcome = "closed" | "gone" | "failed";

export interface Closer {
  /** Never rejects. */
  close(connectionId: string): Promise<CloseOutcome>;
}

/** Closes connections from this side, after a `disconnect` message with the code. */
export interface Closing {
  ask(connectionId: string, code: DisconnectCode): Promise<void>;
}

export interface MassClosing {
  /** `reason`: for people, in the place of what the code stands for. `receipt`: the event that is to know of it. */
  askAll(
    connections: readonly Pick<CloseRequest, "connectionId" | "place">[],
    code: DisconnectCode,
    reason: string | undefined,
    receipt?: string,
  ): Promise<void>;
  /** For what is not open yet. */
  askAgain(request: CloseRequest, delaySeconds: number): Promise<void>;
  /** Asks to look once more, later, for connections that were opened with what was revoked. */
  lookAgain(access: RevokeAccessEvent, delaySeconds: number): Promise<void>;
}

/** What operators watch. Counts add up over a minute; durations are in milliseconds. */
export type MetricName =
  | "Connects"
  | "Refusals"
  /** Those refusals that Lambda counts as errors of an authorizer. */
  | "Unauthorized"
  /** Keys that could not be had anew, so that older ones count on. */
  | "StaleKeys"
  | "Deliveries"
  | "GoneConnections"
  | "FailedPosts"
  | "AbandonedDeliveries"
  | "FanOutLatency"
  | "EventsRefused"
  | "RequestsEnded"
  | "MessagesRefused";

export interface Metrics {
  /** `cause`: a word from a fixed list, for example why a handshake was refused. Never an id. */
  count(name: MetricName, value: number, cause?: string): void;
  durations(name: MetricName, milliseconds: readonly number[]): void;
}
