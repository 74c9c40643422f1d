import { messageOf, UserError } from "../../kernel/errors.ts";
import { closingIndex } from "../json-path/index.ts";
import { javaText } from "./java-text.ts";
import type { SelectionScope } from "./scope.ts";
import { compileVariable } from "./variable.ts";

/** The value of an expression. */
export interface SelectedKey {
  readonly text: string;
  /** False when the expression has variables and the message has none of them; `text` is then only its static part. */
  readonly found: boolean;
}

export type SelectionExpression = (scope: SelectionScope) => SelectedKey;

/** The text of one variable; undefined when it is not found. */
type Part = (scope: SelectionScope) => string | undefined;

/**
 * Compiles a selection expression [4.1/language]. Throws a `UserError` for a variable that does not exist or a broken
 * JSONPath.
 *
 * Where AWS's behaviour is not documented [4.2/odd-selectors] [4.2/scalar-root] this holds: `null` counts as not found;
 * numbers and booleans are stringified; a scalar or array as the root of the body has no members, so `$request.body.x`
 * is not found; objects and arrays print as Java does; a path that may select several values and selects none gives
 * `[]`.
 */
export function compileSelectionExpression(text: string): SelectionExpression {
  const parts = parse(text);
  if (parts.every((part) => typeof part === "string")) {
    const constant = { text: parts.join(""), found: true };
    return () => constant;
  }
  return (scope) => {
    let key = "";
    let found = false;
    for (const part of parts) {
      const value = typeof part === "string" ? part : part(scope);
      if (typeof part !== "string" && value !== undefined) found = true;
      key += value ?? "";
    }
    return { text: key, found };
  };
}

function parse(text: string): (string | Part)[] {
  const parts: (string | Part)[] = [];
  let rest = text;
  while (rest !== "") {
    const [piece, length] = next(rest, text);
    parts.push(piece);
    rest = rest.slice(length);
  }
  return parts;
}

/** The first piece of `rest`, and how many characters it takes. */
function next(rest: string, text: string): readonly [string | Part, number] {
  if (rest.startsWith("\\$")) return ["$", 2];
  // RouteResponseSelectionExpression is written without the backslash that the language asks for.
  if (text === "$default") return [text, text.length];
  if (rest.startsWith("${")) return braced(rest, text);
  if (rest.startsWith("$")) return bare(rest, text);
  const [constant = rest] = /^(?:[^$\\]|\\(?!\$))+/.exec(rest) ?? [];
  return [constant, constant.length];
}

function braced(rest: string, text: string): readonly [Part, number] {
  const close = closingIndex(rest, 1);
  if (close < 0) throw invalid(text, "a closing brace is missing");
  return [toPart(rest.slice(2, close), text), close + 1];
}

/** Reads a variable without braces, as far as its name can reach; a dot or hyphen at its end is static text. */
function bare(rest: string, text: string): readonly [Part, number] {
  let end = 1;
  for (let at = 1; at < rest.length; at = end) {
    const step = rest[at] === "[" ? closingIndex(rest, at) + 1 : at + Number(/[\w.*-]/.test(rest.charAt(at)));
    if (step <= at) break;
    end = step;
  }
  const name = rest.slice(1, end).replace(/[.-]+$/, "");
  return [toPart(name, text), name.length + 1];
}

function toPart(name: string, text: string): Part {
  const read = variable(name, text);
  return (scope) => {
    const value = read(scope) ?? undefined;
    return value === undefined ? undefined : javaText(value);
  };
}

function variable(name: string, text: string) {
  try {
    return compileVariable(name);
  } catch (error) {
    throw invalid(text, messageOf(error), error);
  }
}

const invalid = (text: string, reason: string, cause?: unknown) =>
  new UserError(`The selection expression "${text}" is not valid: ${reason}`, { cause });
