import { UserError } from "../../../../kernel/errors.ts";
import { compileVariable, javaText, type SelectionScope } from "../../../../languages/selection-expression/index.ts";

/** Values by name that mapping gives one part of a request or response. */
export type MappedValues = Readonly<Record<string, readonly string[]>>;

export interface MappedRequest {
  readonly headers: MappedValues;
  readonly querystring: MappedValues;
  readonly path: MappedValues;
}

export interface MappedResponse {
  readonly headers: MappedValues;
}

type Source = (scope: SelectionScope) => readonly string[] | undefined;

interface Mapping {
  readonly place: string;
  readonly name: string;
  readonly source: Source;
}

const REQUEST_TARGET = /^integration\.request\.(header|querystring|path)\.([a-zA-Z0-9._$-]+)$/;
/** `method.` is how the API model still spells it. */
const RESPONSE_TARGET = /^(?:route|method)\.response\.(header)\.([a-zA-Z0-9._$-]+)$/;

/**
 * Compiles an integration's `RequestParameters`: `integration.request.{header|querystring|path}.NAME` from
 * `route.request.…` [5.3/headers] [5.3/query] [5.3/body], `stageVariables.…`, `context.…` or `'literal'`
 * [5.3/other-sources]. What the message does not have is left out. Throws a `UserError` for an expression that is none
 * of these.
 */
export function compileRequestParameters(
  parameters: Readonly<Record<string, string>>,
): (scope: SelectionScope) => MappedRequest {
  const mappings = compileMappings(parameters, REQUEST_TARGET);
  return (scope) => {
    const values = (place: string) => collect(mappings, place, scope);
    return { headers: values("header"), querystring: values("querystring"), path: values("path") };
  };
}

/** Compiles an integration response's `ResponseParameters`: `route.response.header.NAME` from `integration.response.…`. */
export function compileResponseParameters(
  parameters: Readonly<Record<string, string>>,
): (scope: SelectionScope) => MappedResponse {
  const mappings = compileMappings(parameters, RESPONSE_TARGET);
  return (scope) => ({ headers: collect(mappings, "header", scope) });
}

function compileMappings(parameters: Readonly<Record<string, string>>, form: RegExp): readonly Mapping[] {
  return Object.entries(parameters).map(([target, expression]) => {
    const [, place, name] = form.exec(target) ?? [];
    if (!place || !name) throw new UserError(`"${target}" is not a parameter that can be mapped to.`);
    return { place, name, source: compileSource(expression) };
  });
}

function compileSource(expression: string): Source {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return () => [literal];
  const read = compileVariable(expression.replace(/^(?:route|method)\.(?=request\.)/, ""));
  const multivalue = /\.multivalue(?:header|querystring)\./.test(expression);
  return (scope) => {
    const value = read(scope) ?? undefined;
    if (value === undefined) return undefined;
    return multivalue && Array.isArray(value) ? value.map(javaText) : [javaText(value)];
  };
}

function collect(mappings: readonly Mapping[], wanted: string, scope: SelectionScope): MappedValues {
  const found = mappings.flatMap(({ place, name, source }) => {
    const values = place === wanted ? source(scope) : undefined;
    return values ? [[name, values] as const] : [];
  });
  return Object.fromEntries(found);
}
