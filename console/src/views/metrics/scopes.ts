import type { Stack } from "../../engine/stack-parts.ts";
import { ALL, type Scope } from "../../model/metrics/metrics.ts";

export interface NamedScope {
  readonly scope: Scope;
  readonly title: string;
  /** The API of a route. */
  readonly of?: string;
  /** Logical id of a function. */
  readonly functionId?: string;
}

const ORDER: readonly Scope["kind"][] = ["all", "api", "route", "function"];

/** Gives scopes the names that the template has for them, in their order. */
export function nameScopes(scopes: readonly Scope[], stack: Stack | undefined): readonly NamedScope[] {
  const apis = new Map(stack?.apis.map(({ apiId, logicalId }) => [apiId, logicalId]));
  const functions = new Map(stack?.functions.map(({ functionName, logicalId }) => [functionName, logicalId]));
  const names: Readonly<Record<Scope["kind"], (id: string) => Omit<NamedScope, "scope">>> = {
    all: () => ({ title: "All APIs" }),
    api: (id) => ({ title: apis.get(id) ?? id }),
    route: (id) => {
      const space = id.indexOf(" ");
      const apiId = id.slice(0, space);
      return { title: id.slice(space + 1), of: apis.get(apiId) ?? apiId };
    },
    function: (id) => {
      const functionId = functions.get(id);
      return { title: functionId ?? id, ...(functionId !== undefined && { functionId }) };
    },
  };
  return scopes
    .map((scope) => ({ scope, ...names[scope.kind](scope.id) }))
    .sort((one, other) => rank(one) - rank(other) || textOf(one).localeCompare(textOf(other)));
}

const rank = ({ scope: { kind } }: NamedScope) => ORDER.indexOf(kind);
const textOf = ({ of = "", title }: NamedScope) => `${of} ${title}`;

/** Text of a scope in the address. */
export const scopeKey = ({ kind, id }: Scope): string => (kind === "all" ? "" : `${kind} ${id}`);

export function parseScope(key: string | null): Scope {
  const [, kind, id] = /^(api|route|function) (.+)$/s.exec(key ?? "") ?? [];
  return kind === undefined ? ALL : { kind: kind as Scope["kind"], id: id ?? "" };
}
