import { compareNumbers, isNumber } from "../exact-json.ts";
import { areEqual, isTrue, textOf } from "./values.ts";

/** `b` is undefined for an operator with one operand. What cannot be calculated is undefined, as Velocity's null. */
export type Operator = (a: unknown, b: unknown) => unknown;

const arithmetic =
  (operate: (a: number, b: number) => number): Operator =>
  (a, b) => {
    const result = isNumber(a) && isNumber(b) ? operate(Number(a), Number(b)) : Number.NaN;
    return Number.isFinite(result) ? result : undefined;
  };

const comparison =
  (holds: (order: number) => boolean): Operator =>
  (a, b) =>
    isNumber(a) && isNumber(b) && holds(compareNumbers(a, b));

const add = arithmetic((a, b) => a + b);

/** Java divides integers to an integer. */
const divide = (a: number, b: number) => (Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b);

/** All operators but `&&` and `||`, which do not always look at their right side. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  not: (a) => !isTrue(a),
  "==": (a, b) => areEqual(a, b),
  "!=": (a, b) => !areEqual(a, b),
  "<": comparison((order) => order < 0),
  "<=": comparison((order) => order <= 0),
  ">": comparison((order) => order > 0),
  ">=": comparison((order) => order >= 0),
  "+": (a, b) => (typeof a === "string" || typeof b === "string" ? textOf(a) + textOf(b) : add(a, b)),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic(divide),
  "%": arithmetic((a, b) => a % b),
  minus: (a) => (isNumber(a) ? -Number(a) : undefined),
  parenthesis: (a) => a,
};
