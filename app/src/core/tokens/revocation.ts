import type { Identity } from "./identity.ts";
import type { Revocations } from "./ports.ts";

/** True when a token is older than what of its user still counts. One that does not say when it was issued may be. */
export function isIssuedBefore({ iat }: Pick<Identity, "iat">, issuedBefore: number): boolean {
  return iat === undefined || iat < issuedBefore;
}

/** Resolves with true when a token no longer counts, by itself or with all of its user's from before some time. */
export async function isRevoked(
  identity: Identity,
  revocations: Pick<Revocations, "isTokenRevoked" | "isUserRevoked">,
): Promise<boolean> {
  const { jti, tenant } = identity;
  return (
    (jti !== undefined && (await revocations.isTokenRevoked({ jti, tenant }))) || revocations.isUserRevoked(identity)
  );
}
