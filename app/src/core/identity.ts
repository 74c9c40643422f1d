import { ID_MAX_LENGTH, PRINTABLE } from "@portcullis/contract";
import { Refusal } from "./refusal.ts";
import type { VerifiedClaims } from "./verify-token.ts";

/** Who a connection belongs to, for as long as it lives. */
export interface Identity {
  readonly userId: string;
  readonly sub: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
}

/** Standard claims first, then the names of the walk-through, and these again inside a nested `data` object. */
const NAMES = {
  sub: ["sub"],
  userId: ["userId"],
  firstName: ["given_name", "firstName"],
  lastName: ["family_name", "lastName"],
} as const;

/** Throws a `Refusal` when a claim that identifies is missing, or any of them is not plain text. */
export function identityOf(claims: VerifiedClaims): Identity {
  const sub = read(claims, "sub");
  if (sub === undefined) throw new Refusal("claim_invalid", "sub is missing.");
  const firstName = read(claims, "firstName");
  const lastName = read(claims, "lastName");
  return {
    sub,
    userId: read(claims, "userId") ?? sub,
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    exp: claims.exp,
  };
}

function read(claims: VerifiedClaims, field: keyof typeof NAMES): string | undefined {
  const nested = isObject(claims.data) ? claims.data : {};
  const values = [claims, nested].flatMap((source) => NAMES[field].map((name) => source[name]));
  const value = values.find((candidate) => candidate !== undefined);
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.length > ID_MAX_LENGTH || !PRINTABLE.test(value))
    throw new Refusal("claim_invalid", `${field} is not text of 1 to ${ID_MAX_LENGTH} characters.`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
