import { resolve } from "node:path";
import { type Location, messageOf, UserError } from "../../kernel/errors.ts";
import { readText } from "../../kernel/machine/looks.ts";
import { unreadable } from "../../kernel/words/unreadable.ts";
import { parseExactJson } from "../../languages/exact-json.ts";
import { isObject, type PlainObject, textOf } from "../plain-data.ts";
import { parseTemplate } from "../text/load.ts";

/** Values of functions' environment variables, as `sam local --env-vars` takes them. */
export interface EnvVars {
  /** By a name of a function, or `Parameters` for all functions, and then by the variable's name. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The place of an entry; undefined for values that are in no file. */
  locate(name: string, variable?: string): Location | undefined;
}

/** The entry that is for all functions. */
export const FOR_ALL = "Parameters";

/** Reads the values from a JSON file, or takes what such a file holds. Throws a `UserError`. */
export function readEnvVars(given: string | PlainObject): EnvVars {
  if (typeof given !== "string") return { values: valuesOf(given), locate: () => undefined };
  const file = resolve(given);
  const { text, content } = readJson(file, given);
  return { values: valuesOf(content, file), locate: locator(text, file) };
}

function readJson(file: string, shown: string): { readonly text: string; readonly content: unknown } {
  try {
    const text = readText(file);
    return { text, content: parseExactJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UserError(`The environment variables are not JSON: ${messageOf(error)}`, { location: { file } });
    throw new UserError(unreadable(`--env-vars ${shown}`, error), { cause: error });
  }
}

const FORM = { hint: 'The form is {"FunctionName": {"VARIABLE": "value"}, "Parameters": {"VARIABLE": "value"}}.' };

function valuesOf(content: unknown, file?: string): EnvVars["values"] {
  const options = { ...FORM, ...(file !== undefined && { location: { file } }) };
  if (!isObject(content)) throw new UserError("The environment variables are no map of functions.", options);
  return Object.fromEntries(
    Object.entries(content).map(([name, variables]) => {
      if (!isObject(variables)) throw new UserError(`${name} has no map of environment variables.`, options);
      return [name, Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, textOf(value) ?? ""]))];
    }),
  );
}

/** JSON is YAML as well, whose reader knows the places. */
function locator(text: string, file: string): EnvVars["locate"] {
  const { root, positions } = parseTemplate(text, file);
  return (name, variable) => {
    const variables = root[name];
    const place = variable !== undefined && isObject(variables) ? positions.at(variables, variable) : undefined;
    return place ?? positions.at(root, name) ?? { file };
  };
}
