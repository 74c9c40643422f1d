import { compileEventPattern } from "./event-pattern.ts";
import { isObject, type JsonObject } from "./invalid.ts";

/** A part of a pattern that an event does not meet. */
export interface Mismatch {
  /** The names on the way there with dots between them; empty for the event as a whole. */
  readonly path: string;
  /** The part of the pattern: the values that it takes, or alternatives. */
  readonly wanted: unknown;
  /** The values that the event has there. */
  readonly found: readonly unknown[];
}

/** Part of a pattern, and the names on the way to it. */
interface Part {
  readonly names: readonly string[];
  readonly wanted: unknown;
}

/**
 * The parts of a pattern that keep it from matching an event, each looked at by itself; none when it matches. When each
 * part is met by another object of one list, the pattern as a whole is what is not met. Throws as `compileEventPattern`.
 */
export function explainMismatches(pattern: string, event: unknown): readonly Mismatch[] {
  if (compileEventPattern(pattern)(event)) return [];
  const parsed: unknown = JSON.parse(pattern);
  const unmet = partsOf(parsed, []).filter((part) => !compileEventPattern(patternOf(part))(event));
  if (unmet.length === 0) return [{ path: "", wanted: parsed, found: [] }];
  return unmet.map(({ names, wanted }) => ({ path: names.join("."), wanted, found: valuesAt(event, names) }));
}

/** A list is a part of its own, be it of values or of alternatives. */
function partsOf(pattern: unknown, names: readonly string[]): readonly Part[] {
  if (!isObject(pattern)) return [{ names, wanted: pattern }];
  return Object.entries(pattern).flatMap(([name, inner]) => partsOf(inner, [...names, name]));
}

const patternOf = ({ names, wanted }: Part): JsonObject =>
  names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), wanted) as JsonObject;

/** Looks into the objects of lists, and takes the values out of the last one. */
function valuesAt(event: unknown, names: readonly string[]): readonly unknown[] {
  const steps = names.flatMap((name) => name.split("."));
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => membersAt(value, step)), [event]);
}

function membersAt(value: unknown, name: string): readonly unknown[] {
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  const member = value[name];
  return Array.isArray(member) ? member : [member];
}
