import type { Identity } from "./identity.ts";

/** Time from `POST /tickets` to the handshake: longer than a slow phone takes, too short to be worth stealing. */
export const TICKET_LIFETIME_MS = 30_000;

/** A ticket as it is kept, under its `ticketId`. The ticket itself is kept nowhere. */
export interface KeptTicket {
  readonly identity: Identity;
  /** Origin of the page that asked for it; absent when no browser did. */
  readonly origin?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** 256 bits that nobody guesses. The prefix keeps it apart from a JWT, and lets secret scanners know it. */
export function newTicket(): string {
  return `tkt_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
}

/** Makes the id that a ticket is looked up by. It cannot be turned back, and comparing it does not depend on time. */
export async function ticketId(ticket: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(ticket))).toString("hex");
}

/** A ticket never outlives the token that it stands for. */
export function keptTicket(identity: Identity, origin: string | undefined, nowMs: number): KeptTicket {
  return { identity, origin, expiresAt: Math.min(nowMs + TICKET_LIFETIME_MS, identity.exp * 1000) };
}

/**
 * True when a ticket that was just used up opens a handshake from here. One that no browser asked for is for any page:
 * servers ask for tickets on behalf of theirs.
 */
export function isGood(ticket: KeptTicket, origin: string | undefined, nowMs: number): boolean {
  return nowMs < ticket.expiresAt && (ticket.origin === undefined || ticket.origin === origin);
}
