import { compareNumbers, isNumber } from "../../../../languages/exact-json.ts";
import { parseTimestamp } from "../run/timestamp.ts";

/** Tests a value of the input against the rule's own; no error, whatever the value's type is. */
export type Comparison = (value: unknown, expected: unknown) => boolean;

/** The sign of a comparison; undefined when one of the two is not of the type. */
type Order = (value: unknown, expected: unknown) => number | undefined;

const ordered = <T>(
  typed: (value: unknown) => T | undefined,
  compare: (a: T, b: T) => number = (a, b) => (a < b ? -1 : Number(a > b)),
): Order => {
  return (value, expected) => {
    const [a, b] = [typed(value), typed(expected)];
    return a === undefined || b === undefined ? undefined : compare(a, b);
  };
};

const ORDERS: Readonly<Record<string, Order>> = {
  Numeric: ordered((value) => (isNumber(value) ? value : undefined), compareNumbers),
  String: ordered((value) => (typeof value === "string" ? value : undefined)),
  Timestamp: ordered((value) => (typeof value === "string" ? parseTimestamp(value) : undefined)),
};

const RELATIONS: Readonly<Record<string, (sign: number) => boolean>> = {
  Equals: (sign) => sign === 0,
  GreaterThan: (sign) => sign > 0,
  GreaterThanEquals: (sign) => sign >= 0,
  LessThan: (sign) => sign < 0,
  LessThanEquals: (sign) => sign <= 0,
};

const compared =
  (order: Order, holds: (sign: number) => boolean): Comparison =>
  (value, expected) => {
    const sign = order(value, expected);
    return sign !== undefined && holds(sign);
  };

/** `NumericEquals`, `StringLessThan` and so on: each also takes its value from a path, as `NumericEqualsPath`. */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ...Object.entries(ORDERS).flatMap(([type, order]) =>
    Object.entries(RELATIONS).map(([relation, holds]) => [`${type}${relation}`, compared(order, holds)] as const),
  ),
  ["BooleanEquals", (value, expected) => typeof value === "boolean" && value === expected] as const,
]);

const is =
  (test: (value: unknown) => boolean): Comparison =>
  (value, expected) =>
    test(value) === expected;

/** Tests whose value stands in the rule itself. Undefined is a variable that is not there. */
export const TESTS: ReadonlyMap<string, Comparison> = new Map([
  ["IsBoolean", is((value) => typeof value === "boolean")],
  ["IsNull", is((value) => value === null)],
  ["IsNumeric", is(isNumber)],
  ["IsPresent", is((value) => value !== undefined)],
  ["IsString", is((value) => typeof value === "string")],
  ["IsTimestamp", is((value) => typeof value === "string" && parseTimestamp(value) !== undefined)],
  ["StringMatches", matches],
]);

/** `*` is any text; `\*` and `\\` are the characters themselves. */
function matches(value: unknown, pattern: unknown): boolean {
  if (typeof value !== "string") return false;
  const source = String(pattern).replace(/\\([*\\])|\*|[\\^$.+?()[\]{}|]/g, (special, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return special === "*" ? ".*" : `\\${special}`;
  });
  return new RegExp(`^${source}$`, "s").test(value);
}
