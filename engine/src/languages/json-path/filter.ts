import { UserError } from "../../kernel/errors.ts";
import { parseExactJson } from "../exact-json.ts";
import type { Walk } from "./evaluate.ts";
import { COMPARISONS, NOTHING } from "./operators.ts";

export type Test = (node: unknown, walk: Walk) => boolean;
/** The value that an operand stands for; `NOTHING` when its path leads nowhere. */
export type Operand = (node: unknown, walk: Walk) => unknown;

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/.source;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;
const WORD = /(?:true|false|null)(?!\w)/.source;

/** A nesting that nobody writes: each level takes some of the stack, here and at each node. */
const DEEPEST_NESTING = 100;

/** Tokens of a filter, one form a line. */
const FORMS = [
  String.raw`&&|\|\||[=!]==?|=~|<=|>=|[<>!()]`,
  String.raw`(?:in|nin|contains|size|empty|subsetof|anyof|noneof|all)(?!\w)`,
  NUMBER,
  QUOTED,
  WORD,
  String.raw`\[\s*(?:(?:${NUMBER}|${QUOTED}|${WORD})\s*,?\s*)*\]`,
  String.raw`\/(?:[^/\\]|\\.)+\/[a-z]*`,
  String.raw`[@$](?:\.{1,2}[\w*-]+(?:\(\d*\))?|\[(?:'[^']*'|"[^"]*"|[^\]'"])*\])*`,
];
const TOKEN = new RegExp(String.raw`\s*(${FORMS.join("|")})\s*`, "y");

/**
 * Compiles the text between `?(` and `)`: comparisons, `&&`, `||`, `!`, parentheses, or a path alone for "exists".
 * Throws a `UserError` for anything else.
 */
export function compileFilter(text: string, compilePath: (path: string) => Operand): Test {
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;
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
    if (++depth > DEEPEST_NESTING) throw unreadable(text);
    const test = negatedOrPlain();
    depth--;
    return test;
  }

  function negatedOrPlain(): Test {
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
    if (!compare) return (node, walk) => left(node, walk) !== NOTHING;
    at++;
    const right = operand();
    return (node, walk) => compare(left(node, walk), right(node, walk));
  }

  function operand(): Operand {
    const token = peek();
    at++;
    if (/^[@$]/.test(token)) return compilePath(token);
    const value = literal(token, text);
    return () => value;
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

/** `01` is read as one token, and is none. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:[.eE]|$)/;

const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

function literal(token: string, text: string): unknown {
  if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, "$1");
  if (Object.hasOwn(LITERALS, token)) return LITERALS[token];
  if (token.startsWith("[")) return (token.match(new RegExp(`${NUMBER}|${QUOTED}|${WORD}`, "g")) ?? []).map(inner);
  if (token.startsWith("/")) return regularExpression(token, text);
  if (!JSON_NUMBER.test(token)) throw unreadable(text);
  return parseExactJson(token);

  function inner(item: string): unknown {
    return literal(item, text);
  }
}

/** `/…/i`: the whole text has to match, as Java's `matches` has it. */
function regularExpression(token: string, text: string): RegExp {
  const [, source = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(token) ?? [];
  try {
    return new RegExp(`^(?:${source})$`, flags.replace(/[^ims]/g, ""));
  } catch {
    throw unreadable(text);
  }
}

const unreadable = (text: string) => new UserError(`The JSONPath filter "?(${text})" is not supported.`);
