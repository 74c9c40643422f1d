import { SignJWT } from "jose";
import * as z from "zod/mini";
import type { ClaimNames } from "./identity.ts";

const text = z.string().check(z.minLength(1), z.maxLength(256));
const DAY_SECONDS = 24 * 60 * 60;

/** Form of the request for a test token. A time in the past gives an expired one, to see it refused. */
const requestSchema = z.strictObject({
  userId: z._default(text, "myuserid"),
  sub: z._default(text, "examplesub"),
  firstName: z._default(text, "Test"),
  lastName: z._default(text, "User"),
  tenant: z.optional(text),
  permissions: z.optional(z.array(text)),
  jti: z.optional(text),
  expiresInSeconds: z._default(z.int().check(z.minimum(-DAY_SECONDS), z.maximum(DAY_SECONDS)), 60 * 60),
});

export interface TestTokenOptions {
  readonly key: Uint8Array;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** The client that it is issued to, as `client_id`. */
  readonly clientId: string | undefined;
  readonly claims: ClaimNames;
  /** The `typ` that it must have. */
  readonly type: string | undefined;
  readonly nowMs: number;
}

/** A token that the authorizer takes. Rejects when `request` has a field that is unknown or of the wrong form. */
export async function createTestToken(request: unknown, options: TestTokenOptions): Promise<string> {
  const { sub, expiresInSeconds, tenant, permissions, ...names } = z.parse(requestSchema, request ?? {});
  const now = Math.floor(options.nowMs / 1000);
  const token = new SignJWT({ ...names, ...named(options, { tenant, permissions }) })
    .setProtectedHeader({ alg: "HS256", typ: options.type ?? "JWT" })
    .setSubject(sub)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresInSeconds);
  if (options.issuer) token.setIssuer(options.issuer);
  if (options.audience) token.setAudience(options.audience);
  return token.sign(options.key);
}

/** Puts values under the names that the authorizer looks for; where it looks for none, leaves them out. */
function named({ claims, clientId }: TestTokenOptions, values: { readonly [Name in keyof ClaimNames]: unknown }) {
  const entries = [
    [claims.tenant, values.tenant],
    [claims.permissions, values.permissions],
    ["client_id", clientId],
  ].filter(([name, value]) => name !== "" && value !== undefined);
  return Object.fromEntries(entries);
}
