import type { TokenRef, UserRef } from "../references.ts";
import type { Identity } from "./identity.ts";

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

/** Tokens that no longer count before they expire. Kept until all that they are about has expired. */
export interface Revocations {
  /** `issuedBefore`: seconds since 1970. An earlier one that is stricter stays. */
  revokeUser(user: UserRef, issuedBefore: number): Promise<void>;
  revokeToken(token: TokenRef): Promise<void>;
  isTokenRevoked(token: TokenRef): Promise<boolean>;
  isUserRevoked(identity: Identity): Promise<boolean>;
  /** Finds those of every tenant. May lag by some seconds. */
  connectionsWith(jti: string): Promise<readonly string[]>;
}
