import { UserError } from "../../../../kernel/errors.ts";
import { isNumber, stringifyExactJson } from "../../../../languages/exact-json.ts";
import { compileJsonPath } from "../../../../languages/json-path/index.ts";
import { predefined } from "../errors/state-error.ts";
import type { Expression, Scope } from "./scope.ts";

/** Enough of an input to recognise it by in an error. */
const SHOWN_CHARACTERS = 1000;

/** A path that may lead nowhere: undefined then. Throws a `UserError` when the text is no path. */
export function compileOptionalPath(text: string): Expression {
  if (!text.startsWith("$")) throw new UserError(`"${text}" is not a path: it must begin with "$".`);
  const [, variable, rest] = VARIABLE.exec(text) ?? [];
  const read = compileJsonPath(variable === undefined ? text.replace("$$", "$") : `$${rest}`);
  return (scope) => {
    const document = documentOf(text, scope);
    return document === undefined ? undefined : read(document);
  };
}

/** `$name`, and the way on from there. */
const VARIABLE = /^\$([A-Za-z_]\w*)(.*)$/s;

/** The JSON that a path reads: of `$…` the input, of `$$…` the context object, of `$name…` the variable. */
function documentOf(path: string, { input, context, variables }: Scope): unknown {
  const name = VARIABLE.exec(path)?.[1];
  if (name !== undefined) return variables.get(name);
  return path.startsWith("$$") ? context : input;
}

/** A path that has to find something. `field` is for the message. */
export function compilePath(text: string, field: string): Expression {
  const find = compileOptionalPath(text);
  return (scope) => {
    const value = find(scope);
    if (value === undefined) throw notFound(text, field, scope);
    return value;
  };
}

/** Says of a value to which a path leads that it is not what the field takes; undefined: it is. */
export type NumberProblem = (value: unknown, path: string) => string | undefined;

/** A path to a number. Throws `States.Runtime` when it leads to anything else. */
export function compileNumberPath(path: string, field: string, problemOf: NumberProblem): (scope: Scope) => number {
  const read = compilePath(path, field);
  return (scope) => {
    const value = read(scope);
    const problem = problemOf(isNumber(value) ? Number(value) : value, path);
    if (problem !== undefined) throw predefined("Runtime", problem);
    return Number(value);
  };
}

/** Words of most fields for what is no number of theirs. */
export const refersTo =
  (field: string, kind: "float" | "integer", rule: (number: number) => string | undefined): NumberProblem =>
  (value, path) => {
    // A text that says a number is one too (recorded on AWS).
    const number = typeof value === "string" && /^-?\d/.test(value) ? Number(value) : value;
    const fits = kind === "float" ? Number.isFinite(number) : Number.isInteger(number);
    if (fits) return rule(Number(number));
    const shown = typeof value === "string" ? value : stringifyExactJson(value);
    return `The ${field} field refers to value "${shown}" which is not a valid ${kind}: ${path}`;
  };

function notFound(path: string, field: string, scope: Scope) {
  const shown = stringifyExactJson(scope.input).slice(0, SHOWN_CHARACTERS);
  if (IN_TEMPLATE.test(field))
    return predefined(
      "Runtime",
      `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${shown}'`,
    );
  return predefined("Runtime", `Invalid path '${path}' : ${missingIn(path, documentOf(path, scope))}`);
}

/** Members of payload templates, and fields of a Fail state. */
const IN_TEMPLATE = /\.\$$|^(?:Error|Cause)Path$|^States\./;

const STEP = /\.([\w-]+)|\[(\d+)\]|\['([^'\\]+)'\]/g;

/** AWS's JSONPath has other words for a last step that leads nowhere than for one on the way. */
function missingIn(path: string, document: unknown): string {
  const steps = [...path.matchAll(STEP)];
  const shownUpTo = (end: number) =>
    `$${steps
      .slice(0, end)
      .map(([, name, index, quoted]) => (index ? `[${index}]` : `['${name ?? quoted}']`))
      .join("")}`;
  let at = document;
  for (const [index, [, name, element, quoted]] of steps.slice(0, -1).entries()) {
    at = Reflect.get(Object(at), name ?? element ?? quoted ?? "");
    if (at === undefined) return `Missing property in path ${shownUpTo(index + 1)}`;
  }
  return `No results for path: ${shownUpTo(steps.length)}`;
}
