import type { Argument, Branch, Call, Expression, Template, TemplateNode } from "./ast.ts";
import { parseArgument, parseExpression, parseReference, SPACE } from "./expression.ts";
import { Reader } from "./reader.ts";

/** Throws an `Error` that names the line when the text is no template. */
export function parseTemplate(text: string): Template {
  const reader = new Reader(text, parseTemplate);
  const nodes = parseBlock(reader);
  if (!reader.ended) reader.fail("a directive ends or goes on that never began");
  return nodes;
}

/** `)` of a directive takes the line's end with it, and so do `#else` and `#end`. */
const CLOSE = /\)(?:[ \t]*(?:\r\n|\n|\r))?/y;
const ELSE = /#(?:else(?![\w@])|\{else\})(?:[ \t]*(?:\r\n|\n|\r))?/y;
const ELSEIF = /#(?:elseif(?![\w@])|\{elseif\})/y;
const END = /#(?:end(?![\w@])|\{end\})(?:[ \t]*(?:\r\n|\n|\r))?/y;
const BLOCK_END = /#(?:(?:else|elseif|end)(?![\w@])|\{(?:else|elseif|end)\})/y;

/** The nodes up to the directive that ends or goes on the block, or up to the end. */
function parseBlock(reader: Reader): Template {
  const nodes: TemplateNode[] = [];
  while (!reader.ended && !reader.peek(BLOCK_END)) {
    const node = parseNode(reader);
    if (node) nodes.push(node);
  }
  return nodes;
}

const text = (content: string): TemplateNode => ({ type: "text", text: content });

/** One form after the other; the last takes any character, so that a reader always moves on. */
function parseNode(reader: Reader): TemplateNode | undefined {
  const match = reader.take(COMMENT);
  if (match) return undefined;
  const raw = reader.take(/#\[\[([\s\S]*?)\]\]#/y);
  if (raw) return text(raw[1] ?? "");
  if (reader.peek(/#\*|#\[\[/y)) reader.fail("a comment or raw text is never closed");
  if (reader.take(SET)) return parseSet(reader);
  const plain = reader.take(/[^$#\\]+/y);
  if (plain) return text(plain[0]);
  return parseEscapes(reader) ?? parseReference(reader) ?? parseDirective(reader) ?? text(next(reader));
}

const COMMENT = /##[^\r\n]*(?:\r\n|\n|\r)?|#\*[\s\S]*?\*#/y;

/** Takes white space in front of it along, where that does not belong to a text that began before. */
const SET = /[ \t]*#(?:set|\{set\}) *\(/y;

function next(reader: Reader): string {
  const character = reader.text.charAt(reader.at);
  reader.at++;
  if (reader.ended && character !== "\\") reader.fail(`a template cannot end in ${character}`);
  return character;
}

const DIRECTIVES = ["foreach", "include", "parse", "macro", "literal", "evaluate", "break", "define", "stop"];
const CONTROLS = ["if", "else", "elseif", "end"];
const WORD = /#(?:([a-zA-Z_@][\w@]*)|\{([a-zA-Z_]\w*)\})/y;

/** Backslashes: half of them vanish in front of what would be a reference or a directive, and an odd one switches it off. */
function parseEscapes(reader: Reader): TemplateNode | undefined {
  const slashes = reader.take(/\\+/y)?.[0];
  if (!slashes) return undefined;
  const half = slashes.slice(0, slashes.length >> 1);
  const isOdd = slashes.length % 2 === 1;
  const start = reader.at;
  const reference = parseReference(reader, isOdd ? "" : half);
  if (reference) {
    const source = reader.text.slice(start, reader.at);
    return isOdd ? { type: "escaped", reference, prefix: half, source } : reference;
  }
  const word = reader.peek(WORD);
  const name = word?.[1] ?? word?.[2] ?? "";
  const isKnown = [...DIRECTIVES, ...CONTROLS].includes(name) || definesMacro(reader, name);
  if (!word || !(isKnown || (isOdd && name === "set"))) return text(slashes);
  if (!isOdd) return text(half);
  reader.at += word[0].length;
  return text(half + word[0]);
}

/** Velocity looks at the macros that it has read so far. */
const definesMacro = (reader: Reader, name: string) =>
  name !== "" && new RegExp(`#macro\\s*\\(\\s*${name}\\b`).test(reader.text.slice(0, reader.at));

function parseSet(reader: Reader): TemplateNode {
  reader.take(SPACE);
  const target = parseReference(reader) ?? reader.fail("#set begins with a variable, which");
  reader.take(SPACE);
  reader.expect(/=/y, "the = of #set");
  const value = parseExpression(reader);
  reader.expect(CLOSE, "the closing parenthesis of #set");
  return { type: "set", target, value };
}

/** Directives whose arguments have a form of their own. */
const FORMS: Readonly<Record<string, { readonly form: string; wrong(args: readonly Argument[]): boolean }>> = {
  foreach: {
    form: "#foreach($element in $list)",
    wrong: ([element, word, list]) => element?.type !== "reference" || word?.type !== "word" || !list,
  },
  macro: { form: "#macro(name $argument)", wrong: ([name]) => name?.type !== "word" },
  define: { form: "#define($name)", wrong: ([name]) => name?.type !== "reference" },
  evaluate: { form: "#evaluate($text)", wrong: (args) => args.length !== 1 || !args.every(isText) },
  break: { form: "#break or #break($foreach)", wrong: ({ length }) => length > 1 },
  stop: { form: "#stop", wrong: ({ length }) => length > 1 },
};

const isText = (argument: Argument) =>
  argument.type === "reference" ||
  argument.type === "interpolation" ||
  (argument.type === "literal" && typeof argument.value === "string");

const BLOCK_DIRECTIVES = new Set(["foreach", "macro", "define", "literal"]);

function parseDirective(reader: Reader): TemplateNode | undefined {
  const start = reader.at;
  const word = reader.take(WORD);
  const name = word?.[1] ?? word?.[2];
  if (name === undefined) return undefined;
  if (name === "if") return reader.nested(() => parseIf(reader));
  const args = parseArguments(reader);
  const source = reader.text.slice(start, reader.at);
  const call: Call = { type: "call", name, args: args ?? [], source, line: reader.line(start) };
  const isWrong = FORMS[name]?.wrong(call.args) ?? false;
  if (isWrong) reader.fail(`#${name} is written ${FORMS[name]?.form}`, start);
  const isBlock = BLOCK_DIRECTIVES.has(name) || (name.startsWith("@") && args !== undefined);
  if (!isBlock) return call;
  const begin = reader.at;
  const body = reader.nested(() => parseBlock(reader));
  const inside = reader.text.slice(begin, reader.at);
  reader.expect(END, `the #end of #${name} in line ${call.line}`);
  const whole = reader.text.slice(start, reader.at);
  return { ...call, body, source: name === "literal" ? inside : whole };
}

/** Undefined when no parenthesis follows, and nothing is read then. */
function parseArguments(reader: Reader): readonly Argument[] | undefined {
  if (!reader.take(/[ \t\r\n]*\(/y)) return undefined;
  const args: Argument[] = [];
  for (let argument = parseArgument(reader); argument; argument = parseArgument(reader)) args.push(argument);
  reader.expect(CLOSE, "a closing parenthesis");
  return args;
}

function parseIf(reader: Reader): TemplateNode {
  const line = reader.line();
  const branches: Branch[] = [{ condition: parseCondition(reader), body: parseBlock(reader) }];
  while (reader.take(ELSEIF)) branches.push({ condition: parseCondition(reader), body: parseBlock(reader) });
  if (reader.take(ELSE)) branches.push({ body: parseBlock(reader) });
  reader.expect(END, `the #end of #if in line ${line}`);
  return { type: "if", branches };
}

function parseCondition(reader: Reader): Expression {
  reader.expect(/[ \t\r\n]*\(/y, "the parenthesis of a condition");
  const condition = parseExpression(reader);
  reader.expect(CLOSE, "the closing parenthesis of a condition");
  return condition;
}
