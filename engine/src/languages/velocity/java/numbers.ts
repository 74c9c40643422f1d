import { JsonNumber } from "../../exact-json.ts";
import { doubleText } from "./double-text.ts";

export type NumberType = "Integer" | "Long" | "BigInteger" | "Float" | "Double" | "BigDecimal";

/** A number of Java: its type decides how it is divided and printed. One that a JSON text held keeps its digits. */
export class JavaNumber extends JsonNumber {
  readonly type: NumberType;
  /** Characters that it prints. */
  readonly length: number;
  /** An integer, or the digits of a BigDecimal without its point. */
  readonly digits: bigint;
  /** Digits behind the point of a BigDecimal. */
  readonly scale: number;
  /** The value, rounded to what JavaScript's numbers hold. */
  readonly double: number;

  constructor(type: NumberType, value: bigint | number, scale = 0, literal = textFor(type, value, scale)) {
    super(literal);
    this.length = literal.length;
    this.type = type;
    this.scale = scale;
    this.digits = typeof value === "bigint" ? value : 0n;
    this.double = scale === 0 ? Number(value) : Number(decimalText(this.digits, scale));
  }

  get isInteger(): boolean {
    return this.type === "Integer" || this.type === "Long" || this.type === "BigInteger";
  }
}

function textFor(type: NumberType, value: bigint | number, scale: number): string {
  if (typeof value === "number") return doubleText(value);
  return type === "BigDecimal" ? decimalText(value, scale) : String(value);
}

const INTEGER_BITS = 32;
const LONG_BITS = 64;
const fits = (value: bigint, bits: number) => BigInt.asIntN(bits, value) === value;

/** The smallest type from `least` on that holds the value. */
export function integer(value: bigint, least: "Integer" | "Long" | "BigInteger" = "Integer"): JavaNumber {
  if (least === "Integer" && fits(value, INTEGER_BITS)) return new JavaNumber("Integer", value);
  const isLong = least !== "BigInteger" && fits(value, LONG_BITS);
  return new JavaNumber(isLong ? "Long" : "BigInteger", value);
}

/** Numbers that loops count with are made once. */
const counted: JavaNumber[] = [];
const MOST_COUNTED = 1_024;

export function int(value: number): JavaNumber {
  if (!(value >= 0 && value < MOST_COUNTED && Number.isInteger(value)))
    return new JavaNumber("Integer", BigInt(value | 0));
  const number = counted[value] ?? new JavaNumber("Integer", BigInt(value));
  counted[value] = number;
  return number;
}
export const long = (value: bigint): JavaNumber => new JavaNumber("Long", BigInt.asIntN(LONG_BITS, value));
export const floatingPoint = (value: number): JavaNumber => new JavaNumber("Double", value);

/** Digits of a longer decimal are kept; the JSON reader behind API Gateway's JSONPath draws the line there. */
const LONGEST_DOUBLE_TEXT = 18;

/** Longer numbers are not calculated with: a client's may have 100,000 digits, and a loop would take seconds. */
export const LONGEST_NUMBER = 1_000;

/** The number that a JSON text says, in the type that json-smart chooses. */
export function numberOfJson(text: string): JavaNumber {
  const isWhole = !/[.eE]/.test(text);
  // Its digits are kept as they are, and never calculated with.
  if (text.length > LONGEST_NUMBER) return new JavaNumber(isWhole ? "BigInteger" : "BigDecimal", 0n, 0, text);
  if (isWhole) return text === "-0" ? int(0) : integer(BigInt(text));
  const { type, digits, scale, double } =
    text.length > LONGEST_DOUBLE_TEXT ? decimal(text) : floatingPoint(Number(text));
  return new JavaNumber(type, type === "BigDecimal" ? digits : double, scale, text);
}

/** A BigDecimal with a larger exponent is read as a double, which it would not be printed longer than. */
const LARGEST_SCALE = 1_000;

export function decimal(text: string): JavaNumber {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > LARGEST_SCALE) return floatingPoint(Number(text));
  return new JavaNumber("BigDecimal", BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`), scale);
}

/** The digits and scale of any number, as BigDecimal's constructor takes them: a double with all its binary digits. */
export function toDecimal(number: JavaNumber): { readonly digits: bigint; readonly scale: number } {
  if (number.isInteger || number.type === "BigDecimal") return number;
  let digits = number.double;
  let twos = 0;
  for (; !Number.isInteger(digits); twos++) digits *= 2;
  return { digits: BigInt(digits) * 5n ** BigInt(twos), scale: twos };
}

/** Writes as BigDecimal does: scientific when the exponent is positive or the number very small. */
function decimalText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const all = String(digits < 0n ? -digits : digits);
  const exponent = all.length - 1 - scale;
  if (scale >= 0 && exponent >= -6) {
    if (scale === 0) return `${sign}${all}`;
    const padded = all.padStart(scale + 1, "0");
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const fraction = all.length > 1 ? `.${all.slice(1)}` : "";
  return `${sign}${all.charAt(0)}${fraction}E${exponent < 0 ? "" : "+"}${exponent}`;
}
