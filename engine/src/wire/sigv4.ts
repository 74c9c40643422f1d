import { timingSafeEqual } from "node:crypto";
import { ServiceError } from "../kernel/errors.ts";
import type { HttpRequest } from "./http.ts";
import type { KnownKey, Principal, Principals } from "./principal.ts";
import { canonicalRequest } from "./sigv4/canonical.ts";
import {
  CLOCK_SKEW_MS,
  type ClaimedSignature,
  fromTimestamp,
  parseSignature,
  type SignedPart,
  toTimestamp,
} from "./sigv4/parse.ts";
import { signatureOf, stringToSign } from "./sigv4/sign.ts";

export type SignatureResult =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly error: ServiceError };

export interface VerifyOptions {
  readonly principals: Pick<Principals, "find">;
  /** The service that the signature has to be scoped to; without it any. */
  readonly service?: string;
  /** The machine's time: older and newer signatures are refused. Without it any date will do. */
  readonly nowMs?: number;
}

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly sessionToken: string | undefined;
}

/** Verifies AWS Signature Version 4, in the `Authorization` header or the query. All refusals are 403, in AWS's words. */
export function verifySignature(request: HttpRequest, options: VerifyOptions): SignatureResult {
  try {
    return { ok: true, principal: verify(request, options) };
  } catch (error) {
    if (error instanceof ServiceError) return { ok: false, error };
    throw error;
  }
}

/** The key and the service that a request claims, unverified; undefined when it claims nothing readable. */
export function readCredentialScope(request: SignedPart): CredentialScope | undefined {
  try {
    const claim = parseSignature(request);
    if (!claim) return undefined;
    const { accessKeyId, region, service, sessionToken } = claim;
    return { accessKeyId, region, service, sessionToken };
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

const refusal = (code: string, message: string) => new ServiceError(code, message, { status: 403 });

function verify(request: HttpRequest, { principals, service, nowMs }: VerifyOptions): Principal {
  const claim = parseSignature(request);
  if (!claim) throw refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
  if (service !== undefined && claim.service !== service)
    throw refusal("InvalidSignatureException", `Credential should be scoped to correct service: '${service}'. `);
  if (!claim.signedHeaders.includes("host"))
    throw refusal(
      "InvalidSignatureException",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  if (nowMs !== undefined) requireCurrent(claim, nowMs);
  const known = principals.find(claim.accessKeyId);
  if (!known || (known.sessionToken !== undefined && !sameText(known.sessionToken, claim.sessionToken ?? "")))
    throw refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
  requireSignature(request, claim, known);
  return known.principal;
}

function requireCurrent({ timestamp, lifetimeMs }: ClaimedSignature, nowMs: number): void {
  const signedAt = fromTimestamp(timestamp);
  if (signedAt >= nowMs - lifetimeMs && signedAt <= nowMs + CLOCK_SKEW_MS) return;
  const [now, earliest, latest] = [nowMs, nowMs - lifetimeMs, nowMs + CLOCK_SKEW_MS].map(toTimestamp);
  if (!(signedAt >= nowMs - lifetimeMs))
    throw refusal(
      "InvalidSignatureException",
      `Signature expired: ${timestamp} is now earlier than ${earliest} (${now} - ${lifetimeMs / 60_000} min.)`,
    );
  throw refusal(
    "InvalidSignatureException",
    `Signature not yet current: ${timestamp} is still later than ${latest} (${now} + ${CLOCK_SKEW_MS / 60_000} min.)`,
  );
}

function requireSignature(request: HttpRequest, claim: ClaimedSignature, key: KnownKey): void {
  const canonical = canonicalRequest(request, claim);
  const toSign = stringToSign(canonical, claim.timestamp, claim.scope);
  if (sameText(signatureOf(toSign, claim.scope, key), claim.signature)) return;
  throw refusal(
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.\n\n" +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${toSign}'\n`,
  );
}

/** Compares in a time that tells nothing of where the texts differ. */
function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
