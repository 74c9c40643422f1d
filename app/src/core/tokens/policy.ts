import type { Identity } from "./identity.ts";

/**
 * Says whether somebody may follow an entity, for `subscribe`, `presence` and everything else that shows an entity to a
 * client. It is asked with what the token said, and may look something up. Where it rejects, nobody follows anything.
 */
export type MayFollow = (identity: Identity, entityId: string) => boolean | Promise<boolean>;

/** Rules that a deployment chooses from. A rule of your own takes their place in `actions/may-follow.ts`. */
export type PolicyMode =
  /** Everyone who is signed in may follow every entity of their tenant. */
  | "open"
  /** A token without `permissions` may follow everything; one with them only what they name. */
  | "claims"
  /** Only what the token's `permissions` name. */
  | "deny";

/** Placeholders of the connection's own tenant and user in a pattern. */
const PLACEHOLDER = /\{(tenant|userId)\}/g;

/** Tenants are apart in every mode: an entity id is always one of the connection's own tenant. */
export function followPolicy(mode: PolicyMode): (...asked: Parameters<MayFollow>) => boolean {
  return (identity, entityId) => {
    if (mode === "open") return true;
    if (identity.permissions === undefined) return mode === "claims";
    return identity.permissions.some((pattern) => matches(pattern, entityId, identity));
  };
}

/**
 * `order-1` is that entity, `order-*` all that begin with `order-`, `{tenant}/*` and `inbox-{userId}` what belongs to
 * the connection's own tenant and user. A `*` anywhere but at the end is only itself.
 */
function matches(pattern: string, entityId: string, identity: Identity): boolean {
  const isPrefix = pattern.endsWith("*");
  const text = fill(isPrefix ? pattern.slice(0, -1) : pattern, identity);
  if (text === undefined) return false;
  return isPrefix ? entityId.startsWith(text) : entityId === text;
}

/**
 * Undefined when the token lacks what a placeholder stands for: such a pattern names nothing. All are filled at once,
 * so that a user id that looks like a placeholder stays what it is.
 */
function fill(text: string, identity: Identity): string | undefined {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name);
  if (names.includes("tenant") && identity.tenant === undefined) return undefined;
  return text.replace(PLACEHOLDER, (_, name: "tenant" | "userId") => identity[name] ?? "");
}
