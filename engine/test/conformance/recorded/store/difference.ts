import { inspect } from "node:util";

/**
 * The first place where an answer is another than expected, in words. Members that are not expected are left alone;
 * patterns stand for texts, and a list has as many elements as are expected.
 */
export function differenceOf(expected: unknown, seen: unknown, path = "the answer"): string | undefined {
  if (Array.isArray(expected)) return differenceOfLists(expected, seen, path);
  if (isWhole(expected)) return areSame(expected, seen) ? undefined : told(expected, seen, path);
  if (typeof seen !== "object" || seen === null) return told(expected, seen, path);
  for (const [name, member] of Object.entries(expected as object)) {
    const difference = differenceOf(member, Reflect.get(seen, name), `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceOfLists(expected: readonly unknown[], seen: unknown, path: string): string | undefined {
  if (!Array.isArray(seen) || seen.length !== expected.length) return told(expected, seen, path);
  for (const [index, element] of expected.entries()) {
    const difference = differenceOf(element, seen[index], `${path}[${index}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isWhole = (value: unknown) =>
  typeof value !== "object" || value === null || value instanceof RegExp || value instanceof Uint8Array;

function areSame(expected: unknown, seen: unknown): boolean {
  if (expected instanceof RegExp) return expected.test(String(seen));
  if (expected instanceof Uint8Array) return seen instanceof Uint8Array && Buffer.compare(expected, seen) === 0;
  return Object.is(expected, seen);
}

const told = (expected: unknown, seen: unknown, path: string) =>
  `${path}: expected ${shown(expected)}, seen ${shown(seen)}`;

const LONGEST = 400;

const shown = (value: unknown) =>
  inspect(value, { depth: 8, breakLength: Number.POSITIVE_INFINITY, maxStringLength: LONGEST }).slice(0, LONGEST);
