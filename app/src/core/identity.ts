import { ID_MAX_LENGTH, PRINTABLE } from "@portcullis/contract";
import { Refusal } from "./refusal.ts";
import type { VerifiedClaims } from "./verify-token.ts";

/** Who a connection belongs to, for as long as it lives. */
export interface Identity {
  readonly userId: string;
  readonly sub: string;
  /** Whose user it is, where one deployment serves several customers. */
  readonly tenant?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
  /** When the token was issued, in seconds since 1970. */
  readonly iat?: number;
  /** The token's own id, by which it can be revoked. */
  readonly jti?: string;
  /** Patterns of entities, as policy.ts reads them. Absent: the token says nothing of entities. */
  readonly permissions?: readonly string[];
}

/** Of a token's `permissions` claim. */
const PERMISSIONS_MAX_COUNT = 100;

/** `PRINTABLE` without blanks, which stand between permissions where they are one text. */
const PERMISSION = /^[^\p{Cc}\p{Cs}\s]+$/u;

/** Standard claims first, then the names of the walk-through, and these again inside a nested `data` object. */
const NAMES = {
  sub: ["sub"],
  userId: ["userId"],
  tenant: ["tenant"],
  jti: ["jti"],
  firstName: ["given_name", "firstName"],
  lastName: ["family_name", "lastName"],
} as const;

/** Throws a `Refusal` when a claim that identifies is missing, or any of them is not plain text. */
export function identityOf(claims: VerifiedClaims): Identity {
  const sub = read(claims, "sub");
  if (sub === undefined) throw new Refusal("claim_invalid", "sub is missing.");
  const optional = {
    tenant: read(claims, "tenant"),
    firstName: read(claims, "firstName"),
    lastName: read(claims, "lastName"),
    jti: read(claims, "jti"),
    permissions: permissionsOf(claims),
    iat: claims.iat === undefined ? undefined : Math.floor(claims.iat),
  };
  return { sub, userId: read(claims, "userId") ?? sub, exp: claims.exp, ...present(optional) };
}

/** Without what is undefined: an absent name must not look like an empty one. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}

/** A list of patterns, or several in one text with blanks between them, as OAuth's scope has it. */
function permissionsOf({ permissions }: VerifiedClaims): readonly string[] | undefined {
  if (permissions === undefined) return undefined;
  const list = typeof permissions === "string" ? permissions.split(" ").filter(Boolean) : permissions;
  const isPattern = (entry: unknown) =>
    typeof entry === "string" && entry.length <= ID_MAX_LENGTH && PERMISSION.test(entry);
  if (!Array.isArray(list) || list.length > PERMISSIONS_MAX_COUNT || !list.every(isPattern))
    throw new Refusal("claim_invalid", `permissions is not a list of up to ${PERMISSIONS_MAX_COUNT} patterns.`);
  return list;
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
