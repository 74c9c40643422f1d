import type { Identity } from "./identity.ts";
import type { Revocations } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { isRevoked } from "./revocation.ts";
import type { Verify } from "./verifier.ts";

export interface AuthorizeRequestDependencies {
  readonly verify: Verify;
  readonly revocations: Pick<Revocations, "isTokenRevoked" | "isUserRevoked">;
}

/** RFC 6750 §2.1, with the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +(\S+)$/i;

/**
 * Identifies whoever makes an HTTP request. Throws a `Refusal` if nobody may; any other error means that it could not
 * be decided. What was revoked is looked up each time: there is no connection here that could be closed later.
 */
export async function authorizeRequest(
  authorization: string | undefined,
  { verify, revocations }: AuthorizeRequestDependencies,
): Promise<Identity> {
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined) throw new Refusal("token_missing", "There is no bearer token.");
  const identity = await verify(token);
  if (await isRevoked(identity, revocations)) throw new Refusal("token_revoked", "The token was revoked.");
  return identity;
}
