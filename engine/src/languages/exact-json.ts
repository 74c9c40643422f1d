/**
 * A number of a JSON text that JavaScript would print in other digits than it has there: 9007199254740993, 1.0. It is a
 * class because a JavaScript number forgets them, and has no member of its own, so that walks over JSON meet a leaf.
 */
export class JsonNumber {
  readonly #literal: string;
  readonly #nearest: number;

  constructor(literal: string) {
    this.#literal = literal;
    this.#nearest = Number(literal);
  }

  /** Gives the digits of the text. */
  toString(): string {
    return this.#literal;
  }

  /** Gives the nearest JavaScript number. */
  valueOf(): number {
    return this.#nearest;
  }

  /** Has `JSON.stringify` write the nearest number; `stringifyExactJson` writes the digits. */
  toJSON(): number {
    return this.#nearest;
  }
}

export type NumberValue = number | JsonNumber;

export const isNumber = (value: unknown): value is NumberValue =>
  typeof value === "number" || value instanceof JsonNumber;

/** Gives a number below zero, zero or above it. Integers are compared to their last digit. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  const difference = Number(a) - Number(b);
  const isDecided = Math.abs(difference) > 0 || Number(a) === 0 || (typeof a === "number" && typeof b === "number");
  return isDecided ? difference : compareDigits(String(a), String(b));
}

const INTEGER = /^-?[1-9]\d*$/;

/** Compares two numbers that JavaScript cannot tell apart. By their text: a client's number may have 100,000 digits. */
function compareDigits(a: string, b: string): number {
  if (!INTEGER.test(a) || !INTEGER.test(b)) return 0;
  const magnitude = a.length - b.length || (a < b ? -1 : Number(a > b));
  return a.startsWith("-") ? -magnitude : magnitude;
}

/** Parses a JSON text, with a `JsonNumber` where a number would lose digits. Throws a `SyntaxError` as `JSON.parse` does. */
export const parseExactJson = (text: string): unknown => withExactNumbers(text, JSON.parse(text));

/** The value of a JSON text of which `plain` is the parsed one: `plain` itself where no number has lost digits. */
export const withExactNumbers = (text: string, plain: unknown): unknown =>
  MAY_LOSE_DIGITS.test(text) && tokensOf(text).some(losesDigits) ? read(text) : plain;

/** Looks for a number that begins like one to lose digits. Most texts have none, and this is all that they cost. */
const MAY_LOSE_DIGITS = /(?:^|[:,[])\s*(?:-?\d+[.eE]|-?\d{16}|-0)/;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[[\]{}]|true|false|null/g;

const tokensOf = (text: string): readonly string[] => text.match(TOKEN) ?? [];

const losesDigits = (token: string) => /^[-\d]/.test(token) && String(Number(token)) !== token;

/** An array or object that is not closed yet. */
interface Open {
  readonly value: object;
  /** The member to come, once its name is read. */
  key: string | undefined;
}

/** Reads a text that is known to be JSON. It keeps its own stack: a message may nest tens of thousands of levels deep. */
function read(text: string): unknown {
  const root: unknown[] = [];
  const stack: Open[] = [];
  let top: Open = { value: root, key: undefined };
  for (const token of tokensOf(text)) {
    if (token === "]" || token === "}") top = stack.pop() ?? top;
    else if (top.key === undefined && !Array.isArray(top.value)) top.key = String(JSON.parse(token));
    else {
      const value = valueIn(token);
      put(top, value);
      if (token !== "[" && token !== "{") continue;
      stack.push(top);
      top = { value: value as object, key: undefined };
    }
  }
  return root[0];
}

const valueIn = (token: string): unknown => {
  if (token === "[") return [];
  if (token === "{") return {};
  return losesDigits(token) ? new JsonNumber(token) : JSON.parse(token);
};

function put(open: Open, value: unknown): void {
  if (Array.isArray(open.value)) open.value.push(value);
  // As data, `__proto__` too.
  else
    Object.defineProperty(open.value, open.key ?? "", { value, writable: true, enumerable: true, configurable: true });
  open.key = undefined;
}

/** The numbers of a template in YAML may have other forms: `+1`, `.5`. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

type Piece = { readonly text: string } | { readonly value: unknown };

/**
 * Writes a value as JSON, numbers with the digits that they were read with. It keeps its own stack: an input may nest tens of
 * thousands of levels deep.
 */
export function stringifyExactJson(value: unknown): string {
  const texts: string[] = [];
  const todo: Piece[] = [{ value }];
  for (let piece = todo.pop(); piece; piece = todo.pop()) {
    if ("text" in piece) texts.push(piece.text);
    else if (isLeaf(piece.value)) texts.push(leafText(piece.value));
    else for (const part of piecesOf(piece.value).reverse()) todo.push(part);
  }
  return texts.join("");
}

const isLeaf = (value: unknown): value is string | number | boolean | null | undefined | JsonNumber =>
  typeof value !== "object" || value === null || value instanceof JsonNumber;

function leafText(value: unknown): string {
  if (value instanceof JsonNumber && JSON_NUMBER.test(value.toString())) return value.toString();
  return JSON.stringify(value) ?? "null";
}

function piecesOf(collection: object): Piece[] {
  if (Array.isArray(collection))
    return inBrackets(
      "[",
      "]",
      Array.from(collection, (value) => [{ value }]),
    );
  const members = Object.entries(collection).filter(
    ([, content]) => content !== undefined && typeof content !== "function",
  );
  return inBrackets(
    "{",
    "}",
    members.map(([name, value]) => [{ text: `${JSON.stringify(name)}:` }, { value }]),
  );
}

const inBrackets = (open: string, close: string, items: readonly (readonly Piece[])[]): Piece[] => [
  { text: open },
  ...items.flatMap((item, at) => (at === 0 ? item : [{ text: "," }, ...item])),
  { text: close },
];
