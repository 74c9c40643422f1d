import type { Shape } from "../../../src/wire/models/model.ts";
import { Written } from "./json.ts";
import { fits, least, type Values } from "./values.ts";

/** A value that a shape does not allow, or one in an unusual form. */
export interface Mutation {
  readonly kind: Kind;
  /** Short and unlike the others of its kind. */
  readonly label: string;
  readonly value: unknown;
  /** True where a service may also take it. */
  readonly tolerable?: boolean;
}

export type Kind =
  | "missing"
  | "type"
  | "length"
  | "range"
  | "items"
  | "pattern"
  | "enum"
  | "null"
  | "number form"
  | "unknown member"
  | "duplicate member"
  | "nesting"
  | "body"
  | "content type"
  | "signature"
  | "operation"
  | "method"
  | "path"
  | "query string";

const JSON_TYPES = {
  text: "ten",
  number: 12,
  fraction: 1.5,
  true: true,
  list: ["a"],
  "list of lists": [[]],
  structure: { a: "b" },
  "empty structure": {},
} as const;

type JsonType = keyof typeof JSON_TYPES;

const NUMBERS = ["integer", "long", "double", "float"];

const WRONG: Readonly<Record<string, readonly JsonType[]>> = {
  string: ["number", "fraction", "true", "list", "structure"],
  integer: ["text", "true", "list", "structure"],
  long: ["text", "true", "list", "structure"],
  double: ["text", "true", "list", "structure"],
  float: ["text", "true", "list", "structure"],
  boolean: ["text", "number", "list", "structure"],
  timestamp: ["true", "list", "structure"],
  blob: ["number", "true", "list", "structure"],
  list: ["text", "number", "true", "structure", "empty structure"],
  map: ["text", "number", "true", "list", "list of lists"],
  structure: ["text", "number", "true", "list", "list of lists"],
};

/** The largest text, list or map that is sent. */
const LARGEST = 70_000;
const MOST_ITEMS = 2_000;

const LONG_NUMBERS = ["1e400", "-1e400", "123456789012345678901234567890", "1e2", "-0", "0.0000000000000000000001"];

/** All that is tried in the place of a value of this shape. `isText`: it stands where there are texts alone. */
export function mutationsOf(shape: Shape, values: Values, isText: boolean): readonly Mutation[] {
  return [...wrongTypes(shape, isText), ...limits(shape, values), ...unusual(shape)];
}

/** Every number is a text as well, and a structure is a member of another name. */
function wrongTypes({ type }: Shape, isText: boolean): Mutation[] {
  return (WRONG[type] ?? []).map((name) => {
    const tolerable = isText && !(NUMBERS.includes(type) && (name === "text" || name === "true"));
    return { kind: "type", label: name, value: JSON_TYPES[name], tolerable };
  });
}

function limits(shape: Shape, values: Values): Mutation[] {
  if (NUMBERS.includes(shape.type)) return range(shape);
  if (shape.type === "list" || shape.type === "map") return items(shape, values);
  if (shape.type === "blob") return blobLength(shape);
  if (shape.type !== "string") return [];
  return shape.enum ? enumeration(shape.enum) : [...textLength(shape), ...pattern(shape)];
}

function range({ min, max, type }: Shape): Mutation[] {
  const step = type === "integer" || type === "long" ? 1 : 0.5;
  return [
    ...(min === undefined ? [] : [rangeOf("just below", min - step), rangeOf("far below", min - 1_000_000)]),
    ...(max === undefined ? [] : [rangeOf("just above", max + step), rangeOf("far above", max + 1_000_000)]),
  ];
}

const rangeOf = (label: string, value: number): Mutation => ({ kind: "range", label, value });

function textLength({ min = 0, max }: Shape): Mutation[] {
  const long = max === undefined || max >= LARGEST ? [] : [length("one too long", "a".repeat(max + 1))];
  return min > 0 ? [length("one too short", "a".repeat(min - 1)), ...long] : long;
}

const length = (label: string, value: string): Mutation => ({ kind: "length", label, value });

function blobLength({ min = 0, max }: Shape): Mutation[] {
  const of = (bytes: number) => Buffer.alloc(bytes, "a").toString("base64");
  return [
    ...(min > 0 ? [length("one too short", of(min - 1))] : []),
    ...(max === undefined || max >= LARGEST ? [] : [length("one too long", of(max + 1))]),
  ];
}

const UNLIKELY = ["!", "a b", "é☃", "\u0000", "a\n", "*", "../..", "<a>&\"'", "{}", "%00"];
const PATTERNS_TRIED = 4;

function pattern(shape: Shape): Mutation[] {
  const { pattern: wanted, min = 0, max = Number.POSITIVE_INFINITY } = shape;
  if (wanted === undefined) return [];
  const long = UNLIKELY.map((text) => (text.length < min ? text.repeat(Math.ceil(min / text.length)) : text));
  return long
    .filter((text) => text.length <= max && !fits(text, shape))
    .slice(0, PATTERNS_TRIED)
    .map((value) => ({ kind: "pattern", label: JSON.stringify(value.slice(0, 8)), value }));
}

const enumeration = ([first = ""]: readonly string[]): Mutation[] =>
  ["UNKNOWN_VALUE", "", `${first}x`, first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase()].map(
    (value, index) => ({ kind: "enum", label: ENUM_LABELS[index] ?? "", value }),
  );

const ENUM_LABELS = ["unknown", "empty", "letter behind", "other case"];

function items(shape: Shape, values: Values): Mutation[] {
  const { min = 0, max, type } = shape;
  const countOf = (label: string, count: number): Mutation => {
    const value = filled(shape, count, values);
    // Nothing stands for it in a form.
    return { kind: "items", label, value, tolerable: values.isForm && !/[:"\d]/.test(JSON.stringify(value)) };
  };
  return [
    ...(min > 0 ? [countOf("one too few", min - 1)] : []),
    ...(max === undefined || max >= MOST_ITEMS || type === "map" ? [] : [countOf("one too many", max + 1)]),
  ];
}

function filled({ type, member = "", value = "" }: Shape, count: number, values: Values): unknown {
  if (type === "list") return Array.from({ length: count }, () => least(member, values));
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, least(value, values)]));
}

function unusual({ type }: Shape): Mutation[] {
  const list: Mutation[] =
    type === "list" ? [{ kind: "null", label: "list of null", value: [null], tolerable: true }] : [];
  const numbers = NUMBERS.includes(type) ? LONG_NUMBERS : [];
  const written = numbers.map(
    (text): Mutation => ({ kind: "number form", label: text, value: new Written(text), tolerable: true }),
  );
  return [...list, ...written];
}
