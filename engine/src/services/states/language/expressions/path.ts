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
  if (/^\$\w/.test(text)) throw new UserError(`"${text}" names a variable, and variables are not supported here.`);
  const fromContext = text.startsWith("$$");
  const read = compileJsonPath(fromContext ? text.slice(1) : text);
  return ({ input, context }) => read(fromContext ? context : input);
}

/** A path that has to find something: `$…` in the input, `$$…` in the context object. `field` is for the message. */
export function compilePath(text: string, field: string): Expression {
  const find = compileOptionalPath(text);
  return (scope) => {
    const value = find(scope);
    if (value === undefined) throw notFound(text, field, scope);
    return value;
  };
}

/** A path to an integer, `least` or more. Throws `States.Runtime` when it leads to anything else. */
export function compileIntegerPath(path: string, field: string, least: 0 | 1): (scope: Scope) => number {
  const read = compilePath(path, field);
  return (scope) => {
    const value = read(scope);
    const number = isNumber(value) ? Number(value) : Number.NaN;
    if (Number.isInteger(number) && number >= least) return number;
    const found = stringifyExactJson(value);
    throw predefined("Runtime", `The ${field} does not lead to an integer from ${least} on: ${found}`);
  };
}

const notFound = (path: string, field: string, { input }: Scope) =>
  predefined(
    "Runtime",
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${stringifyExactJson(input).slice(0, SHOWN_CHARACTERS)}'`,
  );
