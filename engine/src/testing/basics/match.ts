import { inspect } from "node:util";

/**
 * The values that are meant: a predicate, or a value that they hold. An object holds another one whose members it has; a
 * list holds one of equal length; the runner's own (`expect.any(String)`) stand for what they stand for.
 */
export type Match<T = unknown> = ((value: T) => boolean) | object | string | number | boolean | null;

interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isAsymmetric = (value: unknown): value is AsymmetricMatcher =>
  isObject(value) && typeof value.asymmetricMatch === "function";

/** Tells whether a value is meant. Without a match all are. */
export function isMeant<T>(value: T, match: Match<T> | undefined): boolean {
  if (match === undefined) return true;
  return typeof match === "function" ? match(value) : holds(value, match);
}

function holds(value: unknown, match: unknown): boolean {
  if (isAsymmetric(match)) return match.asymmetricMatch(value);
  if (!isObject(match) || !isObject(value)) return Object.is(value, match);
  if (Array.isArray(match) !== Array.isArray(value)) return false;
  if (Array.isArray(match) && match.length !== value.length) return false;
  return Object.entries(match).every(([key, part]) => Object.hasOwn(value, key) && holds(value[key], part));
}

/** A match in words for a message. */
export function describeMatch(match: unknown): string {
  if (typeof match === "function") return match.name ? `the predicate ${match.name}` : `the predicate ${match}`;
  return show(match);
}

/** A value in one line. */
export const show = (value: unknown): string =>
  inspect(value, { depth: 8, breakLength: Number.POSITIVE_INFINITY, compact: true, maxStringLength: 500 });
