import { parseJson } from "../../kernel/parse-json.ts";
import { ANY_RUN, compileWildcard, literalPlaces } from "../wildcard.ts";
import { compileExpression } from "./expression.ts";

/** Tells whether a log event's message matches. */
export type MessageFilter = (message: string) => boolean;

type Condition = (document: unknown) => boolean;
type Test = (value: unknown) => boolean;

/** Compiles `{ $.level = "ERROR" && $.ms > 100 }`. What is no JSON never matches. */
export function compileJsonCondition(text: string): MessageFilter {
  if (!text.endsWith("}")) throw new Error("the closing brace is missing");
  const tokens = new Tokens(text.slice(1, -1));
  const condition = readAlternatives(tokens);
  tokens.expectEnd();
  return (message) => {
    const document = parseJson(message);
    return typeof document === "object" && document !== null && condition(document);
  };
}

const TOKEN = /\s*(\|\||&&|[()]|!=|<=|>=|[=<>]|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s()=!<>&|"]+)/y;

class Tokens {
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    const trimmed = text.trimEnd();
    for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
      const at = TOKEN.lastIndex;
      const token = TOKEN.exec(trimmed)?.[1];
      if (token === undefined) throw new Error(`it cannot be read from "${trimmed.slice(at)}" on`);
      this.#tokens.push(token);
    }
  }

  take(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("it ends too early");
    return token;
  }

  /** Takes the next token when it is this one, in any letter case. */
  skip(wanted: string): boolean {
    const found = this.#tokens[this.#at]?.toUpperCase() === wanted;
    if (found) this.#at++;
    return found;
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new Error(`"${token}" is not expected there`);
  }
}

function readAlternatives(tokens: Tokens): Condition {
  const conditions = [readAll(tokens)];
  while (tokens.skip("||")) conditions.push(readAll(tokens));
  return (document) => conditions.some((holds) => holds(document));
}

function readAll(tokens: Tokens): Condition {
  const conditions = [readOne(tokens)];
  while (tokens.skip("&&")) conditions.push(readOne(tokens));
  return (document) => conditions.every((holds) => holds(document));
}

function readOne(tokens: Tokens): Condition {
  if (tokens.skip("(")) {
    const inner = readAlternatives(tokens);
    if (!tokens.skip(")")) throw new Error("a closing bracket is missing");
    return inner;
  }
  const path = readSelector(tokens.take());
  const test = readTest(tokens);
  return (document) => test(valueAt(document, path));
}

const SELECTOR = /^\$(?:\.[\w-]+|\[\d+\])+$/;

function readSelector(token: string): readonly string[] {
  if (!SELECTOR.test(token)) throw new Error(`"${token}" selects nothing`);
  return token.match(/[\w-]+/g) ?? [];
}

const valueAt = (document: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    document,
  );

const CONSTANTS: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };

function readTest(tokens: Tokens): Test {
  if (tokens.skip("IS")) {
    const name = tokens.take().toUpperCase();
    if (!Object.hasOwn(CONSTANTS, name)) throw new Error(`nothing can be ${name}`);
    return (value) => value === CONSTANTS[name];
  }
  if (tokens.skip("NOT")) {
    if (!tokens.skip("EXISTS")) throw new Error("EXISTS has to follow NOT");
    return (value) => value === undefined;
  }
  return readComparison(tokens.take(), tokens.take());
}

const ORDERS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

/** A field that is not there compares with nothing. */
function readComparison(operator: string, operand: string): Test {
  const order = Object.hasOwn(ORDERS, operator) ? ORDERS[operator] : undefined;
  if (order) {
    const limit = Number(operand);
    if (Number.isNaN(limit)) throw new Error(`"${operand}" is no number`);
    return (value) => typeof value === "number" && order(value, limit);
  }
  const equals = readEquality(operand);
  if (operator === "=") return equals;
  if (operator === "!=") return (value) => value !== undefined && !equals(value);
  throw new Error(`"${operator}" is no comparison`);
}

function readEquality(operand: string): Test {
  if (operand.startsWith("%")) {
    const expression = compileExpression(operand.slice(1, -1));
    return (value) => typeof value === "string" && expression.test(value);
  }
  const isQuoted = operand.startsWith('"');
  const text = isQuoted ? operand.slice(1, -1).replace(/\\(.)/g, "$1") : operand;
  const number = isQuoted ? Number.NaN : Number(text);
  const matches = compileWildcard(
    text.split("*").flatMap((part, index) => [...(index > 0 ? [ANY_RUN] : []), ...literalPlaces(part)]),
  );
  return (value) => (typeof value === "string" ? matches(value) : typeof value === "number" && value === number);
}
