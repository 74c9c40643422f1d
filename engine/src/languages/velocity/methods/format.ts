import { JavaNumber, toDecimal } from "../java/numbers.ts";
import { Character, isMissing, textOf } from "../java/values.ts";

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;
/** A wider field would only fill memory. */
const WIDEST_FIELD = 10_000;

interface Specifier {
  readonly flags: string;
  readonly precision: number | undefined;
}

type Conversion = (value: unknown, specifier: Specifier) => string;

const numeric =
  (write: (value: JavaNumber, specifier: Specifier) => string): Conversion =>
  (value, specifier) => {
    if (!(value instanceof JavaNumber)) throw new TypeError("The format's argument is no number.");
    return write(value, specifier);
  };

const integral = (write: (value: bigint, specifier: Specifier) => string) =>
  numeric((value, specifier) => {
    if (!value.isInteger) throw new TypeError("The format's argument is no integer.");
    return write(value.digits, specifier);
  });

/** Two's complement, as Java prints a negative number in hexadecimal. */
const unsigned = (value: bigint) => BigInt.asUintN(value < -(2n ** 31n) ? 64 : 32, value);
const hexadecimal = (value: bigint) => (value < 0n ? unsigned(value) : value);

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  s: (value, { precision }) => textOr(value).slice(0, precision),
  b: (value) => String(typeof value === "boolean" ? value : !isMissing(value)),
  c: (value) => {
    if (value instanceof Character) return value.text;
    if (value instanceof JavaNumber) return String.fromCodePoint(value.double);
    throw new TypeError("The format's argument is no character.");
  },
  d: integral((value, { flags }) => signed(String(value), flags)),
  x: integral((value) => hexadecimal(value).toString(16)),
  o: integral((value) => hexadecimal(value).toString(8)),
  f: numeric((value, { flags, precision = 6 }) => signed(fixed(value, precision), flags)),
  e: numeric((value, { flags, precision = 6 }) =>
    signed(value.double.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2"), flags),
  ),
};

const textOr = (value: unknown) => (isMissing(value) ? "null" : textOf(value));

/** Rounds half up on the decimal digits, of which a double has those that it prints. */
function fixed(value: JavaNumber, places: number): string {
  const { digits, scale } = value.type === "Double" ? decimalDigits(value.double) : toDecimal(value);
  const size = digits < 0n ? -digits : digits;
  const shift = scale - places;
  const unit = 10n ** BigInt(Math.abs(shift));
  const rounded = shift > 0 ? (size + unit / 2n) / unit : size * unit;
  const all = String(rounded).padStart(places + 1, "0");
  const text = places > 0 ? `${all.slice(0, -places)}.${all.slice(-places)}` : all;
  return digits < 0n ? `-${text}` : text;
}

function decimalDigits(value: number) {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return { digits, scale: Math.max(0, scale) };
}

function signed(text: string, flags: string): string {
  const isNegative = text.startsWith("-");
  const size = isNegative ? text.slice(1) : text;
  const [whole = "", ...rest] = size.split(/(?=[.e])/);
  const grouped = (flags.includes(",") ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole) + rest.join("");
  if (isNegative) return flags.includes("(") ? `(${grouped})` : `-${grouped}`;
  return (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + grouped;
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const sign = /^[-+ (]?/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

/** `String.format`. Throws for a conversion that is unknown or does not take its argument, as Java does. */
export function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  return template.replace(
    SPECIFIER,
    (found, position?: string, flags = "", width = "0", places?: string, letter = "") => {
      if (letter === "n") return "\n";
      const fieldWidth = Math.min(Number(width), WIDEST_FIELD);
      if (letter === "%") return pad("%", flags, fieldWidth);
      const at = position === undefined ? next++ : Number(position) - 1;
      if (at >= values.length) throw new TypeError(`"${found}" has no argument.`);
      const precision = places === undefined ? undefined : Math.min(Number(places), WIDEST_FIELD);
      const padded = pad(convert(letter, values[at], { flags, precision }), flags, fieldWidth);
      return letter === letter.toUpperCase() ? padded.toUpperCase() : padded;
    },
  );
}

function convert(letter: string, value: unknown, specifier: Specifier): string {
  const conversion = CONVERSIONS[letter.toLowerCase()];
  if (!conversion) throw new TypeError(`"%${letter}" is no conversion.`);
  return isMissing(value) && letter !== "b" ? "null" : conversion(value, specifier);
}
