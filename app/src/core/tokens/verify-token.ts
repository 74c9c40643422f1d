import { errors, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from "jose";
import { Refusal, type RefusalCause } from "./refusal.ts";
import { readStrictJson } from "./strict-json.ts";

/** Allowance for the clocks of issuers, for `nbf` and `iat`. There is none for `exp`. */
const CLOCK_SKEW_SECONDS = 5;

/** RFC 7519 §5.1 and RFC 9068 §2.1; a token without a type is one, too. Other types are for other purposes. */
const TYPES = ["jwt", "at+jwt"];

export interface TokenRules {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Clients that the token may have been issued to, by its `client_id` and `azp`; none: these are not looked at. */
  readonly clientIds: readonly string[];
  /** The `typ` that it must have; undefined: `JWT`, `at+jwt` or nothing. */
  readonly type: string | undefined;
  /** Time from `iat` to `exp`, or from now where there is no `iat`. What is revoked is remembered for as long. */
  readonly maxLifetimeSeconds: number;
}

export type TokenKey = Uint8Array | CryptoKey;

/** The keys that tokens are verified with, and the algorithms that these are for: a token has no say in either. */
export interface TokenKeys {
  readonly algorithms: readonly string[];
  /** Finds those that a token with this header can be signed with. Rejects when they cannot be had. */
  find(header: ProtectedHeaderParameters): Promise<readonly TokenKey[]>;
  /** Resolves with true when newer keys were had than `find` gave; false, without asking, shortly after another try. */
  refresh(): Promise<boolean>;
}

export type VerifiedClaims = JWTPayload & { readonly exp: number };

/**
 * Verifies signature, times, issuer and audience of a token, and gives its claims. Throws a `Refusal` when one is not
 * right. Keys that the token's header names (`jwk`, `jku`, `x5u`) are never followed, and `kid` only chooses among
 * ours.
 */
export async function verifyToken(
  token: string,
  keys: Pick<TokenKeys, "algorithms" | "find">,
  rules: TokenRules,
  nowMs: number,
): Promise<VerifiedClaims> {
  const [header = {}]: readonly ProtectedHeaderParameters[] = token.split(".").slice(0, 2).map(readStrictJson);
  checkType(header.typ, rules.type);
  if (!keys.algorithms.includes(header.alg ?? ""))
    throw new Refusal("algorithm_not_allowed", "The token's algorithm is not ours.");
  const candidates = await keys.find(header);
  const { payload } = await verifyWithAny(candidates, token, { ...rules, algorithms: keys.algorithms, nowMs });
  checkClient(payload, rules.clientIds);
  return checkTimes(payload, rules.maxLifetimeSeconds, Math.floor(nowMs / 1000));
}

/** RFC 8693 §4.3 and OpenID Connect Core §2. Some providers name the client in place of an audience, and some twice. */
function checkClient({ client_id, azp }: JWTPayload, allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  const clients = [client_id, azp].filter((client) => client !== undefined);
  const areAllowed = clients.every((client) => typeof client === "string" && allowed.includes(client));
  if (clients.length === 0 || !areAllowed)
    throw new Refusal("claim_invalid", "client_id and azp are not of a client that is listed.");
}

function checkType(typ: unknown, required: string | undefined): void {
  if (typ === undefined && required === undefined) return;
  // RFC 7515 §4.1.9: the prefix may be left out.
  const type = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : "";
  const allowed = required === undefined ? TYPES : [required.toLowerCase()];
  if (!allowed.includes(type)) throw new Refusal("type_not_allowed", "The token's typ is not that of an access token.");
}

interface VerifyRules extends Pick<TokenRules, "issuer" | "audience"> {
  readonly algorithms: readonly string[];
  readonly nowMs: number;
}

async function verifyWithAny(keys: readonly TokenKey[], token: string, rules: VerifyRules) {
  const { algorithms, issuer, audience, nowMs } = rules;
  let failure: unknown = new Refusal("key_unknown", "None of our keys is for this token.");
  for (const key of keys) {
    try {
      return await jwtVerify(token, key, {
        algorithms: [...algorithms],
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

function checkTimes(claims: JWTPayload, maxLifetimeSeconds: number, now: number): VerifiedClaims {
  const { exp, iat = now } = claims;
  if (exp === undefined || !(exp <= iat + maxLifetimeSeconds))
    throw new Refusal("claim_invalid", `exp is more than ${maxLifetimeSeconds} seconds after iat.`);
  if (exp <= now) throw new Refusal("token_expired", "The token has expired.");
  if (iat > now + CLOCK_SKEW_SECONDS) throw new Refusal("token_not_yet_valid", "The token was issued in the future.");
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
