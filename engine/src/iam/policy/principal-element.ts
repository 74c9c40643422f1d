import { parseArn } from "../../languages/arn.ts";

/** `Principal` or `NotPrincipal` of a resource policy: kind of principal → its values. */
export type PrincipalElement = "*" | Readonly<Record<string, readonly string[] | undefined>>;

/** Tells whether the element names `principal`: a service principal (`events.amazonaws.com`) or an ARN. */
export function namesPrincipal(element: PrincipalElement, principal: string): boolean {
  if (element === "*") return true;
  return Object.entries(element).some(([kind, values = []]) =>
    values.some((value) => (kind === "AWS" ? namesAwsPrincipal(value, principal) : value === principal)),
  );
}

/** `*`, an account (its id or its root), a role, a user or a session. */
function namesAwsPrincipal(value: string, principal: string): boolean {
  if (value === "*" || value === principal) return true;
  const named = parseArn(/^\d{12}$/.test(value) ? `arn:aws:iam::${value}:root` : value);
  const actual = parseArn(principal);
  if (!named || !actual || named.accountId !== actual.accountId) return false;
  return named.resource === "root" || isSessionOf(named.resource, actual.resource);
}

/** A role is named with its path, a session of it without. */
function isSessionOf(role: string, session: string): boolean {
  const name = /^role\/(?:.*\/)?([^/]+)$/.exec(role)?.[1];
  return name !== undefined && session.startsWith(`assumed-role/${name}/`);
}
