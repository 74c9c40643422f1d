import { errors, type JWTPayload, jwtVerify } from "jose";
import { Refusal, type RefusalCause } from "./refusal.ts";

/** Of the clocks of whoever issues tokens, for `nbf` and `iat`. There is none for `exp`. */
const CLOCK_SKEW_SECONDS = 5;

/** Longer than any sane token; tells milliseconds, and numbers too large to compare, from seconds. */
const MAX_LIFETIME_SECONDS = 366 * 24 * 60 * 60;

export interface TokenRules {
  /** Current key first; the previous one is still accepted while a rotation spreads. */
  readonly keys: readonly Uint8Array[];
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type VerifiedClaims = JWTPayload & { readonly exp: number };

/**
 * The claims of a token whose signature, times, issuer and audience are right. Throws a `Refusal` otherwise.
 * The algorithm is fixed here: what the token's header says of keys (`jwk`, `jku`, `x5u`, `kid`) is never followed.
 */
export async function verifyToken(token: string, rules: TokenRules): Promise<VerifiedClaims> {
  const { payload } = await verifyWithAnyKey(token, rules);
  return checkTimes(payload, Math.floor(rules.nowMs / 1000));
}

async function verifyWithAnyKey(token: string, { keys, issuer, audience, nowMs }: TokenRules) {
  let failure: unknown = new Error("There is no key to verify with.");
  for (const key of keys) {
    try {
      return await jwtVerify(token, key, {
        algorithms: ["HS256"],
        requiredClaims: ["exp"],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(nowMs),
        ...(issuer !== undefined && { issuer }),
        ...(audience !== undefined && { audience }),
      });
    } catch (error) {
      failure = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw failure instanceof errors.JOSEError ? refusalFor(failure) : failure;
}

function checkTimes(claims: JWTPayload, now: number): VerifiedClaims {
  const { exp, iat } = claims;
  if (exp === undefined || !(exp < now + MAX_LIFETIME_SECONDS))
    throw new Refusal("claim_invalid", "exp is too far away.");
  if (exp <= now) throw new Refusal("token_expired", "The token has expired.");
  if (iat !== undefined && iat > now + CLOCK_SKEW_SECONDS)
    throw new Refusal("token_not_yet_valid", "The token was issued in the future.");
  return { ...claims, exp: Math.floor(exp) };
}

/** jose's stable codes. Its messages name claims, never their values. */
const CAUSES: Readonly<Record<string, RefusalCause>> = {
  ERR_JWT_EXPIRED: "token_expired",
  ERR_JWT_CLAIM_VALIDATION_FAILED: "claim_invalid",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature_invalid",
  ERR_JOSE_ALG_NOT_ALLOWED: "algorithm_not_allowed",
};

function refusalFor(error: errors.JOSEError): Refusal {
  const early =
    error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed";
  return new Refusal(early ? "token_not_yet_valid" : (CAUSES[error.code] ?? "token_malformed"), error.message);
}
