import { decimal, floatingPoint, int, integer, type JavaNumber, LONGEST_NUMBER, long } from "../java/numbers.ts";
import type { Methods } from "./signature.ts";

const OF_INTEGERS = { smallest: -(2n ** 31n), largest: 2n ** 31n - 1n };
const OF_LONGS = { smallest: -(2n ** 63n), largest: 2n ** 63n - 1n };

/** Rounds towards zero, and to the nearest end of the type when the value is beyond it: Java's cast. */
function cast(value: JavaNumber, { smallest, largest }: typeof OF_LONGS): bigint {
  if (value.length > LONGEST_NUMBER)
    throw new RangeError(`A number of more than ${LONGEST_NUMBER} digits has no other type.`);
  if (value.isInteger) return value.digits;
  if (Number.isNaN(value.double)) return 0n;
  if (!Number.isFinite(value.double)) return value.double < 0 ? smallest : largest;
  const whole = BigInt(Math.trunc(value.double));
  return whole < smallest ? smallest : whole > largest ? largest : whole;
}

export const toInt = (value: JavaNumber): JavaNumber => int(Number(BigInt.asIntN(32, cast(value, OF_INTEGERS))));
const toLong = (value: JavaNumber) => long(cast(value, OF_LONGS));

/** `java.lang.Number`: what all numbers have. */
export const NUMBER_METHODS: Methods<JavaNumber> = {
  "byteValue()": (self) => int(Number(BigInt.asIntN(8, toInt(self).digits))),
  "doubleValue()": (self) => floatingPoint(self.double),
  "floatValue()": (self) => floatingPoint(Math.fround(self.double)),
  "intValue()": toInt,
  "longValue()": toLong,
  "shortValue()": (self) => int(Number(BigInt.asIntN(16, toInt(self).digits))),
  "compareTo(Number)": (self, other: JavaNumber) => {
    if (self.type !== other.type)
      throw new TypeError(`${self.type}.compareTo was given a number that is ${other.type}.`);
    return int(Math.sign(self.double - other.double));
  },
};

function parseInteger(text: string, radix: number, type: "Integer" | "Long"): JavaNumber {
  const digits = /^[+-]?([0-9a-zA-Z]+)$/.exec(text ?? "")?.[1];
  const values = [...(digits ?? "?")].map((digit) => Number.parseInt(digit, radix));
  if (values.some(Number.isNaN)) throw new TypeError(`For input string: "${text}"`);
  const size = values.reduce((sum, digit) => sum * BigInt(radix) + BigInt(digit), 0n);
  const value = integer(text.startsWith("-") ? -size : size);
  if (value.type === "BigInteger" || (type === "Integer" && value.type !== "Integer"))
    throw new TypeError(`For input string: "${text}"`);
  return type === "Integer" ? value : long(value.digits);
}

/** Static methods of Integer and Long differ by name and by the size that they take. */
const integerMethods = (type: "Integer" | "Long", parse: string, argument: "int" | "long"): Methods<JavaNumber> => ({
  [`${parse}(String)`]: (_, text: string) => parseInteger(text, 10, type),
  [`${parse}(String, int)`]: (_, text: string, radix: JavaNumber) => parseInteger(text, radix.double, type),
  "valueOf(String)": (_, text: string) => parseInteger(text, 10, type),
  [`valueOf(${argument})`]: (_, value: JavaNumber) => (type === "Long" ? long(value.digits) : value),
  [`toString(${argument})`]: (_, value: JavaNumber) => String(value),
  [`toString(${argument}, int)`]: (_, value: JavaNumber, radix: JavaNumber) => value.digits.toString(radix.double),
  [`toHexString(${argument})`]: (_, value: JavaNumber) => unsigned(value, type).toString(16),
  [`toBinaryString(${argument})`]: (_, value: JavaNumber) => unsigned(value, type).toString(2),
  [`toOctalString(${argument})`]: (_, value: JavaNumber) => unsigned(value, type).toString(8),
  [`max(${argument}, ${argument})`]: (_, a: JavaNumber, b: JavaNumber) => (a.digits > b.digits ? a : b),
  [`min(${argument}, ${argument})`]: (_, a: JavaNumber, b: JavaNumber) => (a.digits < b.digits ? a : b),
  [`sum(${argument}, ${argument})`]: (_, a: JavaNumber, b: JavaNumber) =>
    type === "Long" ? long(a.digits + b.digits) : int(Number(BigInt.asIntN(32, a.digits + b.digits))),
  "hashCode()": (self) => toInt(long(self.digits ^ (type === "Long" ? self.digits >> 32n : 0n))),
  [`signum(${argument})`]: (_, value: JavaNumber) => int(Math.sign(value.double)),
  [`compare(${argument}, ${argument})`]: (_, a: JavaNumber, b: JavaNumber) =>
    int(Number(a.digits > b.digits) - Number(a.digits < b.digits)),
});

const unsigned = (value: JavaNumber, type: "Integer" | "Long") =>
  BigInt.asUintN(type === "Integer" ? 32 : 64, value.digits);

/** `java.lang.Integer`. */
export const INTEGER_METHODS = integerMethods("Integer", "parseInt", "int");
/** `java.lang.Long`. */
export const LONG_METHODS = integerMethods("Long", "parseLong", "long");

function parseDouble(text: string): JavaNumber {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:NaN|Infinity))[fFdD]?\s*$/.exec(text ?? "");
  if (!match) throw new TypeError(`For input string: "${text}"`);
  return floatingPoint(Number(match[1]));
}

/** `java.lang.Double`. */
export const DOUBLE_METHODS: Methods<JavaNumber> = {
  "compare(double, double)": (_, a: JavaNumber, b: JavaNumber) => int(Math.sign(a.double - b.double)),
  "isInfinite()": ({ double }) => !Number.isFinite(double) && !Number.isNaN(double),
  "isNaN()": ({ double }) => Number.isNaN(double),
  "isNaN(double)": (_, { double }: JavaNumber) => Number.isNaN(double),
  "max(double, double)": (_, a: JavaNumber, b: JavaNumber) => floatingPoint(Math.max(a.double, b.double)),
  "min(double, double)": (_, a: JavaNumber, b: JavaNumber) => floatingPoint(Math.min(a.double, b.double)),
  "parseDouble(String)": (_, text: string) => parseDouble(text),
  "sum(double, double)": (_, a: JavaNumber, b: JavaNumber) => floatingPoint(a.double + b.double),
  "toString(double)": (_, value: JavaNumber) => String(floatingPoint(value.double)),
  "valueOf(String)": (_, text: string) => parseDouble(text),
  "valueOf(double)": (_, value: JavaNumber) => floatingPoint(value.double),
};

const half = (value: number) => Math.floor(value + 0.5);
/** Half to the even neighbour. */
const rint = (value: number) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
const double =
  (calculate: (...values: number[]) => number) =>
  (_: unknown, ...values: JavaNumber[]) =>
    floatingPoint(calculate(...values.map((value) => value.double)));
const remainder = (a: bigint, b: bigint) => ((a % b) + b) % b;

/** `java.lang.Math`. */
export const MATH_METHODS: Methods<unknown> = {
  "abs(int)": (_, value: JavaNumber) => (value.digits < 0n ? integer(-value.digits) : value),
  "abs(long)": (_, value: JavaNumber) => (value.digits < 0n ? long(-value.digits) : value),
  "abs(double)": double(Math.abs),
  "ceil(double)": double(Math.ceil),
  "floor(double)": double(Math.floor),
  "floorDiv(int, int)": (_, a: JavaNumber, b: JavaNumber) =>
    integer((a.digits - remainder(a.digits, b.digits)) / b.digits),
  "floorMod(int, int)": (_, a: JavaNumber, b: JavaNumber) => integer(remainder(a.digits, b.digits)),
  "max(int, int)": (_, a: JavaNumber, b: JavaNumber) => (a.digits > b.digits ? a : b),
  "max(long, long)": (_, a: JavaNumber, b: JavaNumber) => long(a.digits > b.digits ? a.digits : b.digits),
  "max(double, double)": double(Math.max),
  "min(int, int)": (_, a: JavaNumber, b: JavaNumber) => (a.digits < b.digits ? a : b),
  "min(long, long)": (_, a: JavaNumber, b: JavaNumber) => long(a.digits < b.digits ? a.digits : b.digits),
  "min(double, double)": double(Math.min),
  "pow(double, double)": double(Math.pow),
  "rint(double)": double(rint),
  "round(double)": (_, value: JavaNumber) => toLong(floatingPoint(half(value.double))),
  "signum(double)": double(Math.sign),
  "sqrt(double)": double(Math.sqrt),
};

/** `java.math.BigDecimal`. */
export const DECIMAL_METHODS: Methods<JavaNumber> = {
  "scale()": (self) => int(self.scale),
  "toPlainString()": (self) => String(self),
  "valueOf(double)": (_, value: JavaNumber) => decimal(String(value)),
};

/** `java.lang.Boolean`. */
export const BOOLEAN_METHODS: Methods<boolean> = {
  "booleanValue()": (self) => self,
  "compareTo(boolean)": (self, other: boolean) => int(Number(self) - Number(other)),
  "logicalAnd(boolean, boolean)": (_, a: boolean, b: boolean) => a && b,
  "logicalOr(boolean, boolean)": (_, a: boolean, b: boolean) => a || b,
  "logicalXor(boolean, boolean)": (_, a: boolean, b: boolean) => a !== b,
  "parseBoolean(String)": (_, text: string) => text?.toLowerCase() === "true",
  "toString(boolean)": (_, value: boolean) => String(value),
  "valueOf(boolean)": (_, value: boolean) => value,
  "valueOf(String)": (_, text: string) => text?.toLowerCase() === "true",
};
