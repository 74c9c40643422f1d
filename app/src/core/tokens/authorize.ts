import type { Log } from "../ports.ts";
import type { Identity } from "./identity.ts";
import { checkOrigin, type OriginPolicy } from "./origin.ts";
import type { Tickets } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { type Credential, credentialOf, type Handshake } from "./token-carrier.ts";
import type { Verify } from "./verifier.ts";

export interface AuthorizeDependencies {
  readonly verify: Verify;
  readonly tickets: Pick<Tickets, "redeem">;
  readonly origins: OriginPolicy;
  /** Queries end up in logs of proxies and in browsers' histories. A ticket there is harmless: it was good once. */
  readonly allowQueryToken: boolean;
  readonly log: Log;
}

/** Identifies whoever opens a handshake. Throws a `Refusal` if nobody may; another error means that nobody knows. */
export type Authorize = (handshake: Handshake) => Promise<Identity>;

export function createAuthorize({ verify, tickets, origins, allowQueryToken, log }: AuthorizeDependencies): Authorize {
  let hasWarned = false;

  function checkQuery({ isInQuery }: Credential): void {
    if (!isInQuery) return;
    if (!allowQueryToken) throw new Refusal("query_token_not_allowed", "Tokens in the query are not allowed.");
    if (!hasWarned) log.warn("A token came in the query, where proxies log it; AllowQueryToken=false refuses that");
    hasWarned = true;
  }

  return async (handshake) => {
    checkOrigin(handshake.origins, origins);
    const credential = credentialOf(handshake);
    if (credential.kind === "ticket") return redeem(credential.text, handshake, tickets);
    checkQuery(credential);
    return verify(credential.text);
  };
}

async function redeem(ticket: string, { origins }: Handshake, tickets: Pick<Tickets, "redeem">): Promise<Identity> {
  const identity = await tickets.redeem(ticket, origins[0]);
  if (!identity) throw new Refusal("ticket_refused", "The ticket is unknown, used, expired, or for another origin.");
  return identity;
}
