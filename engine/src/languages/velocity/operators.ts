import { areEqual, isTrue, textOf } from "./values.ts";

/** `b` is undefined for an operator with one operand. What cannot be calculated is undefined, as Velocity's null. */
export type Operator = (a: unknown, b: unknown) => unknown;

const arithmetic =
  (operate: (a: number, b: number) => number): Operator =>
  (a, b) => {
    const result = typeof a === "number" && typeof b === "number" ? operate(a, b) : Number.NaN;
    return Number.isFinite(result) ? result : undefined;
  };

const comparison =
  (compare: (a: number, b: number) => boolean): Operator =>
  (a, b) =>
    typeof a === "number" && typeof b === "number" && compare(a, b);

const add = arithmetic((a, b) => a + b);

/** Java divides integers to an integer. */
const divide = (a: number, b: number) => (Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b);

/** All operators but `&&` and `||`, which do not always look at their right side. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  not: (a) => !isTrue(a),
  "==": (a, b) => areEqual(a, b),
  "!=": (a, b) => !areEqual(a, b),
  "<": comparison((a, b) => a < b),
  "<=": comparison((a, b) => a <= b),
  ">": comparison((a, b) => a > b),
  ">=": comparison((a, b) => a >= b),
  "+": (a, b) => (typeof a === "string" || typeof b === "string" ? textOf(a) + textOf(b) : add(a, b)),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic(divide),
  "%": arithmetic((a, b) => a % b),
  minus: (a) => (typeof a === "number" ? -a : undefined),
  parenthesis: (a) => a,
};
