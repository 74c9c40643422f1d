import { type ServiceModel, type Shape, shapeOf } from "./model.ts";

/** A value of JSON, as AWS's parser calls it. */
type Token =
  | "STRING_VALUE"
  | "NUMBER_VALUE"
  | "DECIMAL_VALUE"
  | "TRUE_VALUE"
  | "FALSE_VALUE"
  | "NULL_VALUE"
  | "list"
  | "structure";

/** The kind of what holds a value: a list or map, or a structure. */
type Holder = "list" | "structure";

/** Says what a parser says of a value of another type; undefined where it reads it all the same. */
export type TypeWords = (token: Token, shape: Shape, shapeName: string, holder: Holder) => string | undefined;

const NUMBERS: readonly Token[] = ["NUMBER_VALUE", "DECIMAL_VALUE"];

/** Values that each type is read from. */
const READ_FROM: Readonly<Record<string, readonly Token[]>> = {
  string: ["STRING_VALUE"],
  integer: ["NUMBER_VALUE"],
  long: ["NUMBER_VALUE"],
  double: NUMBERS,
  float: NUMBERS,
  boolean: ["TRUE_VALUE", "FALSE_VALUE"],
  blob: ["STRING_VALUE"],
  timestamp: [...NUMBERS, "STRING_VALUE"],
  list: ["list"],
  map: ["structure"],
  structure: ["structure"],
};

/** Says of the first value of another type than the model's that it is; undefined where all can be read. */
export function misreading(
  input: unknown,
  shapeName: string,
  model: ServiceModel,
  words: TypeWords,
): string | undefined {
  return read(input, shapeName, "structure", { model, words });
}

interface Reading {
  readonly model: ServiceModel;
  readonly words: TypeWords;
}

function read(value: unknown, shapeName: string, holder: Holder, reading: Reading): string | undefined {
  // A member that is null is none.
  if (value === undefined || (value === null && holder === "structure")) return undefined;
  const shape = shapeOf(reading.model, shapeName);
  const allowed = READ_FROM[shape.type];
  const token = tokenOf(value);
  if (allowed && !allowed.includes(token) && !isNotFinite(value, shape))
    return reading.words(token, shape, shapeName, holder);
  return typeof value === "object" && value !== null ? readInside(value, shape, reading) : undefined;
}

/** JSON has texts for these numbers. */
const isNotFinite = (value: unknown, { type }: Shape) =>
  (type === "double" || type === "float") && NOT_FINITE.includes(String(value));

const NOT_FINITE = ["NaN", "Infinity", "-Infinity"];

function readInside(value: object, { members, member, value: content }: Shape, reading: Reading): string | undefined {
  if (Array.isArray(value)) return first(value, (item) => read(item, member ?? "", "list", reading));
  if (members)
    return first(Object.keys(value), (name) =>
      Object.hasOwn(members, name)
        ? read(Reflect.get(value, name), members[name] ?? "", "structure", reading)
        : undefined,
    );
  return content === undefined
    ? undefined
    : first(Object.values(value), (item) => read(item, content, "list", reading));
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tokenOf(value: unknown): Token {
  if (Array.isArray(value)) return "list";
  if (value === null) return "NULL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  return "structure";
}

const STRUCTURE_START = "Start of structure or map found where not expected";

/** Types with their articles. */
const TYPES: Readonly<Record<string, string>> = {
  string: "a String",
  integer: "an Integer",
  long: "a Long",
  double: "a Double",
  float: "a Float",
  boolean: "a Boolean",
  blob: "a Blob",
  timestamp: "a Timestamp",
};

/** Words of most of AWS's services, whose models say of nulls in lists. */
export const commonWords: TypeWords = (token, { type }) => {
  if (token === "NULL_VALUE") return undefined;
  if (token === "list") return "Start of list found where not expected";
  if (token === "structure") return STRUCTURE_START;
  if (type === "list") return "Expected list or null";
  return TYPES[type] === undefined ? "Expected null" : `${token} can not be converted to ${TYPES[type]}`;
};

const JAVA_CLASSES: Readonly<Record<string, string>> = {
  string: "java.lang.String",
  integer: "java.lang.Integer",
  long: "java.lang.Long",
  boolean: "java.lang.Boolean",
  blob: "java.nio.ByteBuffer",
};

const DYNAMODB_CLASSES = "com.amazonaws.dynamodb.v20120810";

/**
 * Words of DynamoDB, as dynalite's authors have seen them: https://github.com/architect/dynalite, test/helpers, 2023.
 */
export const dynamodbWords: TypeWords = (token, { type, value }, shapeName, holder) => {
  if (token === "structure") return STRUCTURE_START;
  if (token === "list")
    return type === "map"
      ? `Unrecognized collection type java.util.Map<java.lang.String, ${classOf(value ?? "")}>`
      : `Unrecognized collection type class ${JAVA_CLASSES[type] ?? classOf(shapeName)}`;
  if (type === "blob") return "only base-64-encoded strings are convertible to bytes";
  if (type === "boolean" && token === "STRING_VALUE") return "Unexpected token received from parser";
  const scalar = JAVA_CLASSES[type]?.split(".").at(-1);
  if (scalar !== undefined) return `${token} cannot be converted to ${scalar}`;
  return type === "structure" && holder === "list" ? "Unexpected value type in payload" : "Unexpected field type";
};

const classOf = (shapeName: string) => JAVA_CLASSES[shapeName] ?? `${DYNAMODB_CLASSES}.${shapeName}`;
