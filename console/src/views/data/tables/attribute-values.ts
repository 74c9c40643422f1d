import { ExactNumber, parseExactJson, writeExactJson } from "../shared/exact-json.ts";

/** A value as DynamoDB's API has it: one member, whose name is its type. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Item = Readonly<Record<string, AttributeValue>>;

const TYPES = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"] as const;

type Type = (typeof TYPES)[number];

const TITLES: Readonly<Record<Type, string>> = {
  S: "string",
  N: "number",
  B: "binary",
  BOOL: "boolean",
  NULL: "null",
  L: "list",
  M: "map",
  SS: "string set",
  NS: "number set",
  BS: "binary set",
};

/** Type of a value, and what it holds. */
function open(value: AttributeValue): readonly [type: Type, content: unknown] {
  const [name = "", content] = Object.entries(value)[0] ?? [];
  const type = TYPES.find((each) => each === name);
  return [type ?? "S", content];
}

export const typeOf = (value: AttributeValue): Type => open(value)[0];

/** AWS's word for the type of a value. */
export const typeTitle = (value: AttributeValue): string => TITLES[typeOf(value)];

const bytesOf = (base64: string) => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);

const size = (content: unknown) => Object.keys(content as object).length;

/** Texts of values for a cell, by their type. */
const TEXTS: Readonly<Record<Type, (content: unknown) => string>> = {
  S: String,
  N: String,
  B: (content) => `${bytesOf(String(content))} bytes`,
  BOOL: String,
  NULL: () => "null",
  L: (content) => `[${(content as AttributeValue[]).map(nestedText).join(", ")}]`,
  M: (content) =>
    `{${Object.entries(content as Item)
      .map(([name, value]) => `${name}: ${nestedText(value)}`)
      .join(", ")}}`,
  SS: (content) => `{${(content as string[]).map((each) => JSON.stringify(each)).join(", ")}}`,
  NS: (content) => `{${(content as string[]).join(", ")}}`,
  BS: (content) => `${size(content)} × binary`,
};

/** A value in one line. */
export function valueText(value: AttributeValue): string {
  const [type, content] = open(value);
  return TEXTS[type](content);
}

const nestedText = (value: AttributeValue): string =>
  typeOf(value) === "S" ? JSON.stringify(open(value)[1]) : valueText(value);

/** Names of attributes for columns: keys first, then those that most items have. */
export function columnsOf(items: readonly Item[], keys: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const item of items) for (const name of Object.keys(item)) uses.set(name, (uses.get(name) ?? 0) + 1);
  const others = [...uses].filter(([name]) => !keys.includes(name));
  return [...keys, ...others.sort(([, a], [, b]) => b - a).map(([name]) => name)];
}

/** The key of an item, as calls take it. */
export const keyOf = (item: Item, keys: readonly string[]): Item =>
  Object.fromEntries(keys.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));

const NOT_PLAIN: ReadonlySet<Type> = new Set(["B", "SS", "NS", "BS"]);

/** Types in a value that JSON has no words for: sets and binary values. */
export function typesBeyondJson(value: AttributeValue): readonly string[] {
  const [type, content] = open(value);
  if (NOT_PLAIN.has(type)) return [TITLES[type]];
  if (type !== "L" && type !== "M") return [];
  return Object.values(content as Readonly<Record<string, AttributeValue>>).flatMap(typesBeyondJson);
}

/** Forms in which an item is edited. */
export interface Notation {
  write(item: Item): string;
  /** Throws an Error that says what is wrong, and where. */
  read(text: string): Item;
}

function toPlain(value: AttributeValue): unknown {
  const [type, content] = open(value);
  if (type === "N") return new ExactNumber(String(content));
  if (type === "NULL") return null;
  if (type === "L") return (content as AttributeValue[]).map(toPlain);
  if (type === "M") return plainItem(content as Item);
  return content;
}

const plainItem = (item: Item) =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toPlain(value)]));

function fromPlain(value: unknown): AttributeValue {
  if (value instanceof ExactNumber) return { N: value.digits };
  if (value === null) return { NULL: true };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "string") return { S: value };
  if (Array.isArray(value)) return { L: value.map(fromPlain) };
  return { M: fromPlainObject(value) };
}

const fromPlainObject = (object: unknown): Item =>
  Object.fromEntries(Object.entries(object as object).map(([name, value]) => [name, fromPlain(value)]));

/** JSON as programs have it: `{"id": "a", "total": 7}`. */
export const plainJson: Notation = {
  write: (item) => writeExactJson(plainItem(item)),
  read: (text) => fromPlainObject(requireObject(parseExactJson(text))),
};

/** JSON of DynamoDB's API, which tells each type: `{"id": {"S": "a"}, "total": {"N": "7"}}`. */
export const typedJson: Notation = {
  write: (item) => JSON.stringify(item, null, 2),
  read(text) {
    const item = requireObject(JSON.parse(text));
    for (const [name, value] of Object.entries(item)) checkValue(value, name);
    return item as Item;
  },
};

function requireObject(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber))
    return value;
  throw new Error("An item is an object: { … }.");
}

const isTexts = (content: unknown) => Array.isArray(content) && content.every((each) => typeof each === "string");

/** Tests of what a value holds, by its type. */
const FITS: Readonly<Record<Type, (content: unknown) => boolean>> = {
  S: (content) => typeof content === "string",
  N: (content) => typeof content === "string",
  B: (content) => typeof content === "string",
  BOOL: (content) => typeof content === "boolean",
  NULL: (content) => content === true,
  L: Array.isArray,
  M: (content) => typeof content === "object" && content !== null && !Array.isArray(content),
  SS: isTexts,
  NS: isTexts,
  BS: isTexts,
};

function checkValue(value: unknown, path: string): void {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [[name, content] = ["", undefined], ...others] = members;
  const type = TYPES.find((each) => each === name);
  if (!type || others.length > 0)
    throw new Error(`${path} has to say its type, as in { "S": "text" } or { "N": "7" }.`);
  if (!FITS[type](content)) throw new Error(`${path}.${type} does not hold a ${TITLES[type]}.`);
  if (type === "L" || type === "M")
    for (const [each, inner] of Object.entries(content as object)) checkValue(inner, `${path}.${type}.${each}`);
}
