import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { argument, count, pattern } from "./argument.ts";
import { isObject, type Keyword, rule } from "./check.ts";

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  object: isObject,
  string: (value) => typeof value === "string",
};

const typeName = z.enum(["array", "boolean", "integer", "null", "number", "object", "string"]);
const typeNames = z.union([z.array(typeName).min(1), typeName.transform((name) => [name])]);

/** A rule that binds values of one type and lets all others pass. */
const forNumbers = (holds: (value: number) => boolean, message: string) =>
  rule((value) => typeof value !== "number" || holds(value), message);
const forStrings = (holds: (value: string) => boolean, message: string) =>
  rule((value) => typeof value !== "string" || holds(value), message);

/** Characters, not UTF-16 units. */
const lengthOf = (text: string) => [...text].length;

/** `multipleOf` of decimals: 0.3 is a multiple of 0.1, though the remainder of both is not 0. */
function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

/** Keywords about a value itself (draft 4, sections 5.1, 5.2 and 5.5). */
export const VALUE_KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (value) => {
    const types = argument("type", typeNames, value);
    return rule((actual) => types.some((name) => TYPES[name]?.(actual)), `must be of type ${types.join(" or ")}`);
  },
  enum: (value) => {
    const allowed = argument("enum", z.array(z.unknown()).min(1), value);
    return rule(
      (actual) => allowed.some((one) => isDeepStrictEqual(one, actual)),
      "must be one of the values of the enum",
    );
  },
  multipleOf: (value) => {
    const factor = argument("multipleOf", z.number().positive(), value);
    return forNumbers((actual) => isMultiple(actual, factor), `must be a multiple of ${factor}`);
  },
  maximum: (value, { exclusiveMaximum }) => {
    const limit = argument("maximum", z.number(), value);
    return exclusiveMaximum === true
      ? forNumbers((actual) => actual < limit, `must be less than ${limit}`)
      : forNumbers((actual) => actual <= limit, `must be at most ${limit}`);
  },
  minimum: (value, { exclusiveMinimum }) => {
    const limit = argument("minimum", z.number(), value);
    return exclusiveMinimum === true
      ? forNumbers((actual) => actual > limit, `must be greater than ${limit}`)
      : forNumbers((actual) => actual >= limit, `must be at least ${limit}`);
  },
  maxLength: (value) => {
    const limit = argument("maxLength", count, value);
    return forStrings((actual) => lengthOf(actual) <= limit, `must have at most ${limit} characters`);
  },
  minLength: (value) => {
    const limit = argument("minLength", count, value);
    return forStrings((actual) => lengthOf(actual) >= limit, `must have at least ${limit} characters`);
  },
  pattern: (value) => {
    const expression = pattern("pattern", value);
    return forStrings((actual) => expression.test(actual), `must match ${expression.source}`);
  },
};
