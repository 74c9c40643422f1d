import { compareNumbers, isNumber, type NumberValue } from "../exact-json.ts";

/** The value of a path that leads nowhere. */
export const NOTHING = Symbol("nothing");

/** Compares two values of a filter: of the document, of a literal, a list of these, a pattern, or `NOTHING`. */
export type Comparison = (a: unknown, b: unknown) => boolean;

/** Numbers equal texts that spell the same number. */
function areEqual(a: unknown, b: unknown): boolean {
  if (isNumber(a) && typeof b === "string") return b.trim() !== "" && Number(b) === Number(a);
  if (typeof a === "string" && isNumber(b)) return a === String(b);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0;
  return Array.isArray(a) && Array.isArray(b) ? areEqualLists(a, b) : a === b;
}

/** Compares lists item by item. It keeps its own stack, because a message may nest tens of thousands of levels deep. */
function areEqualLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  const pairs: (readonly [readonly unknown[], readonly unknown[]])[] = [[a, b]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [items, others] = pair;
    if (items.length !== others.length) return false;
    for (const [at, item] of items.entries()) {
      const other = others[at];
      if (Array.isArray(item) && Array.isArray(other)) pairs.push([item, other]);
      else if (!areSame(item, other)) return false;
    }
  }
  return true;
}

const areSame: Comparison = (a, b) => typeOf(a) === typeOf(b) && areEqual(a, b);
const typeOf = (value: unknown) => (isNumber(value) ? "number" : typeof value);

/** A number below zero, zero or above it; NaN for values that have no order among each other. */
function order(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (!isOrdered(a) || !isOrdered(b)) return Number.NaN;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : Number(left > right);
}

const isOrdered = (value: unknown): value is string | NumberValue => typeof value === "string" || isNumber(value);

const isIn: Comparison = (a, list) => Array.isArray(list) && list.some((item) => areEqual(item, a));

function matches(value: unknown, pattern: unknown): boolean {
  if (!(pattern instanceof RegExp)) return false;
  const fits = (item: unknown) => pattern.test(isOrdered(item) || typeof item === "boolean" ? String(item) : "");
  const left = [value];
  while (left.length > 0) {
    const item = left.pop();
    if (Array.isArray(item)) for (const inner of item) left.push(inner);
    else if (fits(item)) return true;
  }
  return false;
}

const sizeOf = (value: unknown) =>
  typeof value === "string" || Array.isArray(value) ? value.length : memberCount(value);

function memberCount(value: unknown): number | undefined {
  if (value instanceof Map) return value.size;
  return typeof value === "object" && value !== null && !isNumber(value) ? Object.keys(value).length : undefined;
}

const ofLists =
  (holds: (a: readonly unknown[], b: readonly unknown[]) => boolean): Comparison =>
  (a, b) =>
    Array.isArray(a) && Array.isArray(b) && holds(a, b);

/** Operators of filters, as json-path has them. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "==": areEqual,
  "===": areSame,
  "!=": (a, b) => !areEqual(a, b),
  "!==": (a, b) => !areSame(a, b),
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
  "=~": (a, b) => (a instanceof RegExp ? matches(b, a) : matches(a, b)),
  in: isIn,
  nin: (a, list) => !isIn(a, list),
  contains: (a, b) => (typeof a === "string" && typeof b === "string" ? a.includes(b) : isIn(b, a)),
  size: (a, b) => isNumber(b) && sizeOf(a) === Number(b),
  empty: (a, b) => sizeOf(a) !== undefined && (sizeOf(a) === 0) === b,
  subsetof: ofLists((a, b) => a.every((item) => isIn(item, b))),
  anyof: ofLists((a, b) => a.some((item) => isIn(item, b))),
  noneof: ofLists((a, b) => !a.some((item) => isIn(item, b))),
  all: ofLists((a, b) => b.every((item) => isIn(item, a))),
};
