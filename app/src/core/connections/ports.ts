import type { DisconnectCode, RevokeAccessEvent } from "@portcullis/contract";
import type { UserRef } from "../references.ts";
import type { CloseRequest } from "./close-command.ts";
import type { Connection, Retired } from "./connection.ts";

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

/** One of the connections that a user may have at once. */
export interface Place {
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
}

/** `in use`: full, and it was noted that somebody is at each of the places. */
export type PlaceOutcome = "taken" | "full" | "in use" | "revoked";

/** Users, beyond their single connections. Nothing here is read from a copy that may lag. */
export interface Users {
  /** Takes a place in one step with a look at what was revoked, so that no handshake slips through between. */
  takePlace(connection: Connection, maxConnections: number): Promise<PlaceOutcome>;
  /** Notes that there is no use in looking before that time (milliseconds since 1970) who is still at their place. */
  noteInUse(user: UserRef, untilMs: number): Promise<void>;
  /** Resolves when they are not taken, too. */
  givePlacesBack(user: UserRef, places: readonly Place[]): Promise<void>;
  placesOf(user: UserRef): Promise<readonly Place[]>;
}

/** `gone`: the connection was closed, or is not open yet. `failed`: it may work later. */
type Outcome<Done> = Done | "gone" | "failed";

export type PostOutcome = Outcome<"delivered">;
export type CloseOutcome = Outcome<"closed">;

/** Sockets as they are reached from this side. None of these calls rejects. */
export interface Sockets {
  post(connectionId: string, text: string): Promise<PostOutcome>;
  look(connectionId: string): Promise<Outcome<"open">>;
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
  /** Asks again, for a connection that is not open yet. */
  askAgain(request: CloseRequest, delaySeconds: number): Promise<void>;
  /** Asks to look once more, later, for connections that were opened with what was revoked. */
  lookAgain(access: RevokeAccessEvent, delaySeconds: number): Promise<void>;
}
