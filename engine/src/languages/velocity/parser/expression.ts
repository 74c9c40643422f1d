import { floatingPoint, integer } from "../java/numbers.ts";
import type { Argument, Expression, PathPart, Reference } from "./ast.ts";
import type { Reader } from "./reader.ts";

export const SPACE = /[ \t\r\n]*/y;
const COMMA = /,/y;

/** Operators of one precedence, weakest first. Each may be written as a sign or as a word. */
const LEVELS: readonly RegExp[] = [
  /\|\||or(?![\w@])/y,
  /&&|and(?![\w@])/y,
  /==|!=|(?:eq|ne)(?![\w@])/y,
  /<=|>=|<|>|(?:lt|le|gt|ge)(?![\w@])/y,
  /\+|-(?![\d.])/y,
  /[*/%]/y,
];

const WORDS: Readonly<Record<string, string>> = {
  or: "||",
  and: "&&",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

const NOT = /!|not(?![\w@])/y;

/** Reads the condition of `#if(…)` or the right side of `#set($x = …)`. */
export function parseExpression(reader: Reader, level = 0): Expression {
  const operators = LEVELS[level];
  if (!operators) return parseUnary(reader);
  let left = parseExpression(reader, level + 1);
  for (let match = reader.take(operators); match; match = reader.take(operators)) {
    const operator = WORDS[match[0]] ?? match[0];
    left = { type: "binary", operator, left, right: parseExpression(reader, level + 1) };
  }
  return left;
}

function parseUnary(reader: Reader): Expression {
  reader.take(SPACE);
  if (reader.take(NOT)) return { type: "not", operand: reader.nested(() => parseUnary(reader)) };
  const value = reader.take(/\(/y) ? reader.nested(() => parseGroup(reader)) : parseValue(reader);
  reader.take(SPACE);
  if (reader.peek(/-[\d.]/y)) reader.fail("a minus right before a number is its sign; a space is missing behind it");
  return value;
}

function parseGroup(reader: Reader): Expression {
  const inner = parseExpression(reader);
  reader.expect(/\)/y, "a closing parenthesis");
  return { type: "group", inner };
}

/** An argument of a method or an item of a list: a value, but no calculation, with white space around it. */
export function parseParameter(reader: Reader): Expression {
  reader.take(SPACE);
  const value = parseValue(reader);
  reader.take(SPACE);
  return value;
}

export function parseParameters(reader: Reader, close: RegExp): readonly Expression[] {
  const items: Expression[] = [];
  reader.take(SPACE);
  if (reader.take(close)) return items;
  do items.push(parseParameter(reader));
  while (reader.take(COMMA));
  if (!reader.take(close))
    reader.fail("a comma or the end of a list is missing (a calculation cannot stand here: #set a variable first)");
  return items;
}

/** An argument of a directive; undefined at their end. */
export function parseArgument(reader: Reader): Argument | undefined {
  reader.take(/[ \t\r\n]*(?:,[ \t\r\n]*)?/y);
  if (reader.peek(/\)/y)) return undefined;
  const word = reader.peek(/(?!(?:true|false)(?![\w@]))[a-zA-Z_@][\w@]*/y);
  if (!word) return parseValue(reader);
  reader.at += word[0].length;
  return { type: "word", word: word[0] };
}

const FORMS: readonly (readonly [RegExp, (reader: Reader, text: string) => Expression])[] = [
  [/"[^"]*(?:""[^"]*)*"/y, parseText],
  [/'[^']*(?:''[^']*)*'/y, (_, text) => ({ type: "literal", value: text.slice(1, -1).replaceAll("''", "'") })],
  [/-?(?:\d+\.(?!\.)\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y, (_, text) => number(text)],
  [/-?\d+/y, (_, text) => ({ type: "literal", value: integer(BigInt(text)) })],
  [/(?:true|false)(?![\w@])/y, (_, text) => ({ type: "literal", value: text === "true" })],
  [/\[/y, (reader) => reader.nested(() => parseList(reader))],
  [/\{/y, (reader) => reader.nested(() => parseMap(reader))],
];

/** Velocity reads any bare word among a call's arguments as null, so `$map.put("key", null)` works. */
const WORD = /[a-zA-Z_][\w-]*/y;

const number = (text: string): Expression => ({ type: "literal", value: floatingPoint(Number(text)) });

function parseValue(reader: Reader): Expression {
  const reference = parseReference(reader);
  if (reference) return reference;
  for (const [form, read] of FORMS) {
    const match = reader.take(form);
    if (match) return read(reader, match[0]);
  }
  if (reader.calls > 0 && reader.take(WORD)) return { type: "literal", value: undefined };
  if (reader.peek(/null(?![\w@])/y))
    reader.fail('Velocity knows no null (compare with "" or with a variable that is not set)');
  return reader.fail("a value is missing");
}

/** A text between double quotes is a template of its own. Only `\uXXXX` is an escape there. */
function parseText(reader: Reader, quoted: string): Expression {
  const content = quoted
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('""', '"');
  if (!/[$#]/.test(content)) return { type: "literal", value: content };
  // Velocity appends a space and takes it away again, so that a reference or a directive at the end is one.
  const padded = !content.includes("##");
  return { type: "interpolation", body: reader.parseText(padded ? `${content} ` : content), padded };
}

function parseList(reader: Reader): Expression {
  const items = (): Expression => ({ type: "list", items: parseParameters(reader, /\]/y) });
  const start = reader.at;
  reader.take(SPACE);
  if (!reader.peek(/[$\d-]/y)) return items();
  const from = parseParameter(reader);
  if (!reader.take(/\.\./y)) {
    reader.at = start;
    return items();
  }
  const to = parseParameter(reader);
  reader.expect(/\]/y, "the end of a range");
  return { type: "range", from, to };
}

function parseMap(reader: Reader): Expression {
  const entries: (readonly [Expression, Expression])[] = [];
  reader.take(SPACE);
  if (reader.take(/\}/y)) return { type: "map", entries };
  do {
    const key = parseParameter(reader);
    reader.expect(/:/y, "a colon");
    entries.push([key, parseParameter(reader)]);
  } while (reader.take(COMMA));
  reader.expect(/\}/y, "the end of a map");
  return { type: "map", entries };
}

const START = /\$(!?\{?)([a-zA-Z_][\w-]*)/y;
const METHOD = /\.([a-zA-Z][\w-]*)\(/y;
const PROPERTY = /\.([a-zA-Z][\w-]*)/y;

/** Reads `$name`, `$!name`, `${name}` with the parts that follow; undefined, and nothing is read, when there is none. */
export function parseReference(reader: Reader, prefix = ""): Reference | undefined {
  const line = reader.line();
  const [, form = "", name] = reader.take(START) ?? [];
  if (name === undefined) return undefined;
  const path: PathPart[] = [];
  for (let part = nextPart(reader); part; part = nextPart(reader)) path.push(part);
  if (form.endsWith("{")) reader.expect(/\}/y, `the closing brace of \${${name}`);
  return { type: "reference", name, form, path, prefix, line };
}

function nextPart(reader: Reader): PathPart | undefined {
  if (reader.take(/\[/y)) return { type: "index", index: reader.nested(() => parseIndex(reader)) };
  const method = reader.take(METHOD);
  if (method) {
    reader.calls++;
    const args = reader.nested(() => parseParameters(reader, /\)/y));
    reader.calls--;
    return { type: "method", name: method[1] ?? "", args };
  }
  const property = reader.take(PROPERTY);
  return property && { type: "property", name: property[1] ?? "" };
}

function parseIndex(reader: Reader): Expression {
  const index = parseParameter(reader);
  reader.expect(/\]/y, "a closing bracket");
  return index;
}
