import { JsonNumber } from "../languages/exact-json.ts";

/** A map of a template: what YAML and JSON call a mapping or object. */
export type PlainObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is PlainObject => isContainer(value) && !Array.isArray(value);

/** Tells whether a part of a template has parts of its own: a map or a list has, a number that keeps its digits has not. */
export const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof JsonNumber);

/** The value under `key` of `object` itself: never something that every JavaScript object inherits. */
export const own = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** `value`, or an empty map when it is none. */
export const objectOf = (value: unknown): PlainObject => (isObject(value) ? value : {});

/** CloudFormation takes one value where a list of them is meant. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The text that CloudFormation makes of a scalar; undefined for a list, a map or nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const isScalar = typeof value === "number" || typeof value === "boolean" || value instanceof JsonNumber;
  return isScalar ? String(value) : undefined;
}

/** `object` without the members that are undefined. */
export const defined = (object: PlainObject): PlainObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** The members of `object` that `keys` names, where it has them. */
export const pick = (object: PlainObject, keys: readonly string[]): PlainObject =>
  Object.fromEntries(keys.filter((key) => Object.hasOwn(object, key)).map((key) => [key, object[key]]));
