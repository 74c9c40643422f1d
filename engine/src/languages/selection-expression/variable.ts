import { UserError } from "../../kernel/errors.ts";
import { compileJsonPath } from "../json-path/index.ts";
import type { Body, MultiValues, SelectionScope } from "./scope.ts";

/** Reads one variable: undefined when the scope does not have it. */
export type Variable = (scope: SelectionScope) => unknown;
type Source<T> = (scope: SelectionScope) => T | undefined;

const ofBody =
  (source: Source<Body>) =>
  (path: string): Variable => {
    if (path === "") return (scope) => source(scope)?.text;
    const read = compileJsonPath(`$${path}`);
    return (scope) => {
      const json = source(scope)?.exact;
      return json === undefined ? undefined : read(json);
    };
  };

const ofHeaders = (source: Source<MultiValues>) => (name: string) => {
  const wanted = name.toLowerCase();
  return (scope: SelectionScope) => {
    const headers = source(scope) ?? {};
    if (Object.hasOwn(headers, name)) return headers[name];
    return Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
  };
};

const ofQuery = (name: string) => (scope: SelectionScope) => {
  const query = scope.request?.querystring ?? {};
  return Object.hasOwn(query, name) ? query[name] : undefined;
};

/** The last of several values: what events hold where there is room for one. */
const last =
  (all: (name: string) => (scope: SelectionScope) => readonly string[] | undefined) =>
  (name: string): Variable => {
    const values = all(name);
    return (scope) => values(scope)?.at(-1);
  };

const ofMembers =
  (source: Source<object>) =>
  (path: string): Variable => {
    const names = path.split(".");
    return (scope) => names.reduce(memberOf, source(scope) as unknown);
  };

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const requestHeaders = ofHeaders((scope) => scope.request?.headers);
const responseHeaders = ofHeaders((scope) => scope.integration?.response.headers);
const statusCode: Variable = (scope) => scope.integration?.response.statuscode;

/** Every variable of selection expressions and parameter mappings [4.1/language] [5.3/other-sources]. */
const VARIABLES: readonly (readonly [RegExp, (rest: string) => Variable])[] = [
  [/^request\.body($|[.[].*)/s, ofBody((scope) => scope.request?.body)],
  [/^request\.header\.(.+)$/s, last(requestHeaders)],
  [/^request\.multivalueheader\.(.+)$/s, requestHeaders],
  [/^request\.querystring\.(.+)$/s, last(ofQuery)],
  [/^request\.multivaluequerystring\.(.+)$/s, ofQuery],
  [/^request\.basepath()$/, () => (scope) => scope.request?.basepath],
  [/^context\.(.+)$/s, ofMembers((scope) => scope.context)],
  [/^stageVariables\.(.+)$/s, ofMembers((scope) => scope.stageVariables)],
  [/^integration\.response\.body($|[.[].*)/s, ofBody((scope) => scope.integration?.response.body)],
  [/^integration\.response\.header\.(.+)$/s, last(responseHeaders)],
  [/^integration\.response\.multivalueheader\.(.+)$/s, responseHeaders],
  // One example of AWS's CLI prints the second form.
  [/^(?:integration\.)?response\.statuscode()$/, () => statusCode],
];

/**
 * Compiles the name of a variable without its dollar, e.g. `request.body.action`, `context.connectionId`.
 * Throws a `UserError` when there is no such variable.
 */
export function compileVariable(name: string): Variable {
  for (const [form, compile] of VARIABLES) {
    const match = form.exec(name);
    if (match) return compile(match[1] ?? "");
  }
  throw new UserError(`There is no variable "${name}".`);
}
