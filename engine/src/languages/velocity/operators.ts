import { compareNumbers } from "../exact-json.ts";
import { floatingPoint, integer, JavaNumber, LONGEST_NUMBER, toDecimal } from "./java/numbers.ts";
import { isMissing, javaEquals, textOf } from "./java/values.ts";

/** Calculates; undefined, as Velocity's null, where it cannot. */
export type Operator = (a: unknown, b: unknown) => unknown;

interface Arithmetic {
  integers(a: bigint, b: bigint): bigint;
  doubles(a: number, b: number): number;
  decimals(a: Decimal, b: Decimal): JavaNumber;
}
type Decimal = ReturnType<typeof toDecimal>;

/** Calculates in the larger of both types; integers that grow out of theirs take the next one. */
const arithmetic =
  ({ integers, doubles, decimals }: Arithmetic): Operator =>
  (a, b) => {
    if (!(a instanceof JavaNumber && b instanceof JavaNumber)) return undefined;
    if (a.length > LONGEST_NUMBER || b.length > LONGEST_NUMBER)
      throw new RangeError(`A number of more than ${LONGEST_NUMBER} digits is not calculated with.`);
    if (a.isInteger && b.isInteger) return integer(integers(a.digits, b.digits), larger(a, b));
    if (isDecimal(a) || isDecimal(b)) return decimals(toDecimal(a), toDecimal(b));
    return floatingPoint(doubles(a.double, b.double));
  };

const isDecimal = ({ type }: JavaNumber) => type === "BigDecimal" || type === "BigInteger";

function larger(a: JavaNumber, b: JavaNumber) {
  if (a.type === "BigInteger" || b.type === "BigInteger") return "BigInteger";
  return a.type === "Long" || b.type === "Long" ? "Long" : "Integer";
}

const bigDecimal = (digits: bigint, scale: number) => new JavaNumber("BigDecimal", digits, scale);

function aligned(combine: (a: bigint, b: bigint) => bigint) {
  return (a: Decimal, b: Decimal) => {
    const scale = Math.max(a.scale, b.scale);
    return bigDecimal(combine(scaled(a, scale), scaled(b, scale)), scale);
  };
}

const scaled = ({ digits, scale }: Decimal, to: number) => digits * 10n ** BigInt(to - scale);

/** Keeps the digits of the dividend and rounds a half down. */
function divideDecimals(a: Decimal, b: Decimal): JavaNumber {
  const top = b.scale > 0 ? a.digits * 10n ** BigInt(b.scale) : a.digits;
  const bottom = b.scale < 0 ? b.digits * 10n ** BigInt(-b.scale) : b.digits;
  const quotient = top / bottom;
  const rest = top % bottom;
  const size = (value: bigint) => (value < 0n ? -value : value);
  const away = top < 0n === bottom < 0n ? 1n : -1n;
  return bigDecimal(size(rest) * 2n > size(bottom) ? quotient + away : quotient, a.scale);
}

/** Division by zero gives null. */
const unlessZero =
  (operate: Operator): Operator =>
  (a, b) =>
    b instanceof JavaNumber && b.double === 0 ? undefined : operate(a, b);

const add = arithmetic({
  integers: (a, b) => a + b,
  doubles: (a, b) => a + b,
  decimals: aligned((a, b) => a + b),
});

function compare(a: JavaNumber, b: JavaNumber): number {
  if (a.length > LONGEST_NUMBER || b.length > LONGEST_NUMBER) return compareNumbers(a, b);
  if (!(a.isInteger && b.isInteger) && !isDecimal(a) && !isDecimal(b)) return a.double - b.double;
  const [left, right] = [toDecimal(a), toDecimal(b)];
  const scale = Math.max(left.scale, right.scale);
  const difference = scaled(left, scale) - scaled(right, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

const comparison =
  (holds: (order: number) => boolean): Operator =>
  (a, b) =>
    a instanceof JavaNumber && b instanceof JavaNumber && holds(compare(a, b));

/**
 * `==`: numbers by value, others of one class by Java's `equals`, and else by their texts. API Gateway's null equals an
 * empty text, which Velocity's does not [5.4/null].
 */
function areEqual(a: unknown, b: unknown): boolean {
  if (a instanceof JavaNumber && b instanceof JavaNumber) return compare(a, b) === 0;
  if (isMissing(a) || isMissing(b)) return textOf(a) === textOf(b);
  return javaEquals(a, b) || (classOf(a) !== classOf(b) && textOf(a) === textOf(b));
}

const classOf = (value: unknown) => (typeof value === "object" && value ? value.constructor : typeof value);

/** All operators but `&&` and `||`, which do not always look at their right side. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "==": areEqual,
  "!=": (a, b) => !areEqual(a, b),
  "<": comparison((order) => order < 0),
  "<=": comparison((order) => order <= 0),
  ">": comparison((order) => order > 0),
  ">=": comparison((order) => order >= 0),
  "+": (a, b) => (typeof a === "string" || typeof b === "string" ? textOf(a) + textOf(b) : add(a, b)),
  "-": arithmetic({ integers: (a, b) => a - b, doubles: (a, b) => a - b, decimals: aligned((a, b) => a - b) }),
  "*": arithmetic({
    integers: (a, b) => a * b,
    doubles: (a, b) => a * b,
    decimals: (a, b) => bigDecimal(a.digits * b.digits, a.scale + b.scale),
  }),
  "/": unlessZero(arithmetic({ integers: (a, b) => a / b, doubles: (a, b) => a / b, decimals: divideDecimals })),
  "%": unlessZero(
    arithmetic({
      integers: (a, b) => a % b,
      doubles: (a, b) => a % b,
      decimals: () => {
        throw new RangeError("The remainder of a BigDecimal cannot be calculated.");
      },
    }),
  ),
};
