import { ID_MAX_LENGTH, PRINTABLE } from "@portcullis/contract";
import { Refusal } from "./refusal.ts";
import type { VerifiedClaims } from "./verify-token.ts";

/** The user whom a connection belongs to, for as long as it lives. */
export interface Identity {
  readonly userId: string;
  readonly sub: string;
  /** The customer whose user it is, where one deployment serves several. */
  readonly tenant?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** Time at which the token expires, in seconds since 1970. */
  readonly exp: number;
  /** Time at which the token was issued, in seconds since 1970. */
  readonly iat?: number;
  /** The token's own id, by which it can be revoked. */
  readonly jti?: string;
  /** Patterns of entities, as policy.ts reads them. Absent: the token says nothing of entities. */
  readonly permissions?: readonly string[];
}

/** Number of patterns in a token's `permissions` claim. */
const PERMISSIONS_MAX_COUNT = 100;

/** `PRINTABLE` without blanks, which stand between permissions where they are one text. */
const PERMISSION = /^[^\p{Cc}\p{Cs}\s]+$/u;

/** The claims that an identity provider has its own names for. An empty name means that no claim is read. */
export interface ClaimNames {
  readonly tenant: string;
  readonly permissions: string;
}

export const CLAIM_NAMES: ClaimNames = { tenant: "tenant", permissions: "permissions" };

/** Standard claims first, then the names of the walk-through, and these again inside a nested `data` object. */
const NAMES = {
  sub: ["sub"],
  userId: ["userId"],
  jti: ["jti"],
  firstName: ["given_name", "firstName"],
  lastName: ["family_name", "lastName"],
} as const;

/** Throws a `Refusal` when a claim that identifies is missing, or any of them is not plain text. */
export function identityOf(claims: VerifiedClaims, names: ClaimNames = CLAIM_NAMES): Identity {
  const sub = read(claims, "sub");
  if (sub === undefined) throw new Refusal("claim_invalid", "sub is missing.");
  const optional = {
    tenant: textOf("tenant", tenantIn(claims, names.tenant)),
    firstName: read(claims, "firstName"),
    lastName: read(claims, "lastName"),
    jti: read(claims, "jti"),
    permissions: permissionsOf(claimAt(claims, names.permissions)),
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
function permissionsOf(permissions: unknown): readonly string[] | undefined {
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
  return textOf(
    field,
    values.find((candidate) => candidate !== undefined),
  );
}

function textOf(field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.length > ID_MAX_LENGTH || !PRINTABLE.test(value))
    throw new Refusal("claim_invalid", `${field} is not text of 1 to ${ID_MAX_LENGTH} characters.`);
  return value;
}

/** The walk-through's name may also stand inside its `data` object; another one is where it says. */
function tenantIn(claims: VerifiedClaims, name: string): unknown {
  const value = claimAt(claims, name);
  return value === undefined && name === CLAIM_NAMES.tenant ? claimAt(claims, `data.${name}`) : value;
}

/** The claim of that name, as in `https://app.example/tenant`, or else the one at that path, as in `firebase.tenant`. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name === "") return undefined;
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split(".")) value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
