import { UserError } from "../../kernel/errors.ts";
import { compareNumbers, isNumber, parseExactJson } from "../exact-json.ts";
import type { Walk } from "./evaluate.ts";

export type Test = (node: unknown, walk: Walk) => boolean;
/** The values that an operand stands for: one, or none when its path finds nothing. */
type Operand = (node: unknown, walk: Walk) => readonly unknown[];

const TOKEN =
  /\s*(&&|\|\||==|!=|<=|>=|[<>!()]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?:true|false|null)(?!\w)|[@$](?:\.{1,2}[\w*-]+|\[(?:'[^']*'|"[^"]*"|[^\]'"])*\])*)\s*/y;

/** Gives a number below zero, zero or above it; NaN for values that have no order among each other. */
function order(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  return Number.NaN;
}

const COMPARISONS: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  "==": (a, b) => a === b || order(a, b) === 0,
  "!=": (a, b) => a !== b && order(a, b) !== 0,
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
};

/**
 * Compiles the text between `?(` and `)`: comparisons, `&&`, `||`, `!`, parentheses, or a path alone for "exists".
 * Throws a `UserError` for anything else (regular expressions and functions among them).
 */
export function compileFilter(text: string, compilePath: (path: string) => Operand): Test {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at] ?? "";
  const take = (token: string) => peek() === token && ++at > 0;

  function anyOf(): Test {
    const tests = [allOf()];
    while (take("||")) tests.push(allOf());
    return (node, walk) => tests.some((test) => test(node, walk));
  }

  function allOf(): Test {
    const tests = [unary()];
    while (take("&&")) tests.push(unary());
    return (node, walk) => tests.every((test) => test(node, walk));
  }

  function unary(): Test {
    if (take("!")) {
      const inner = unary();
      return (node, walk) => !inner(node, walk);
    }
    if (!take("(")) return comparison();
    const inner = anyOf();
    if (!take(")")) throw unreadable(text);
    return inner;
  }

  function comparison(): Test {
    const left = operand();
    const compare = Object.hasOwn(COMPARISONS, peek()) ? COMPARISONS[peek()] : undefined;
    if (!compare) return (node, walk) => left(node, walk).length > 0;
    at++;
    const right = operand();
    return (node, walk) => {
      const values = right(node, walk);
      return left(node, walk).some((a) => values.some((b) => compare(a, b)));
    };
  }

  function operand(): Operand {
    const token = peek();
    at++;
    if (/^[@$]/.test(token)) return compilePath(token);
    const value = literal(token, text);
    return () => [value];
  }

  const test = anyOf();
  if (at < tokens.length) throw unreadable(text);
  return test;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const token = pattern.exec(text)?.[1];
    if (token === undefined) throw unreadable(text);
    tokens.push(token);
  }
  return tokens;
}

const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

function literal(token: string, text: string): unknown {
  if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, "$1");
  if (Object.hasOwn(LITERALS, token)) return LITERALS[token];
  if (!/^-?\d/.test(token)) throw unreadable(text);
  return parseExactJson(token);
}

const unreadable = (text: string) => new UserError(`The JSONPath filter "?(${text})" is not supported.`);
