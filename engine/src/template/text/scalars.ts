/** A plain scalar that YAML 1.1, which CloudFormation reads, takes for something else than YAML 1.2. */
export interface Scalar11 {
  readonly value: unknown;
  /** The remark that its author is owed: the text looks like something else than what it is read as. */
  readonly remark?: string;
}

interface Form {
  readonly pattern: RegExp;
  readonly read: (text: string) => Scalar11;
}

/** A number, or its digits where a number would lose some of them. */
function numberOf(digits: bigint): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : String(digits);
}

/** An integer without its sign, and the sign. */
const signed = (text: string, magnitude: (digits: string) => bigint): number | string => {
  const digits = magnitude(text.replace(/^[-+]/, "").replaceAll("_", ""));
  return numberOf(text.startsWith("-") ? -digits : digits);
};

const quoted = (text: string, value: unknown) =>
  `${text} is read as ${value}, as CloudFormation reads YAML 1.1; put it into quotes where the text is meant.`;

const surprising = (text: string, value: unknown): Scalar11 => ({ value, remark: quoted(text, value) });

const boolean =
  (value: boolean) =>
  (text: string): Scalar11 =>
    surprising(text, value);

const integer =
  (magnitude: (digits: string) => bigint) =>
  (text: string): Scalar11 =>
    surprising(text, signed(text, magnitude));

const sixties = (parts: readonly string[]): bigint => parts.reduce((sum, part) => sum * 60n + BigInt(part), 0n);

function sexagesimalFraction(text: string): Scalar11 {
  const [whole = "", fraction = ""] = text.replace(/^[-+]/, "").replaceAll("_", "").split(".");
  const value = Number(`${sixties(whole.split(":"))}.${fraction}`);
  return surprising(text, text.startsWith("-") ? -value : value);
}

/** AWS reads account ids of octal digits alone as octal, and all others as they stand: no author means the first. */
const accountId = (text: string): Scalar11 => ({
  value: text,
  remark: `${text} is taken for an account id and keeps its zero; AWS may read it as a number, so put it into quotes.`,
});

const leadingZero = (text: string): Scalar11 => ({
  value: text,
  remark: `${text} keeps its leading zero; AWS may show it as another number, so put it into quotes.`,
});

/**
 * The forms of YAML 1.1's types `bool`, `int` and `float` that YAML 1.2 lacks; the first that fits counts. `y` and `n`
 * are no booleans: the parsers that CloudFormation and the SAM CLI use leave them alone. `0o17` is text in YAML 1.1.
 */
const FORMS: readonly Form[] = [
  { pattern: /^(?:yes|Yes|YES|on|On|ON)$/, read: boolean(true) },
  { pattern: /^(?:no|No|NO|off|Off|OFF)$/, read: boolean(false) },
  { pattern: /^0\d{11}$/, read: accountId },
  { pattern: /^[-+]?0b[01][01_]*$/, read: integer((digits) => BigInt(digits)) },
  { pattern: /^[-+]?0x[\da-fA-F][\da-fA-F_]*$/, read: integer((digits) => BigInt(digits)) },
  { pattern: /^[-+]?0_*[0-7][0-7_]*$/, read: integer((digits) => BigInt(`0o${digits}`)) },
  { pattern: /^[-+]?0\d+$/, read: leadingZero },
  { pattern: /^[-+]?0o[0-7]+$/, read: (text) => ({ value: text }) },
  { pattern: /^[-+]?[1-9]\d*_[\d_]*$/, read: integer((digits) => BigInt(digits)) },
  { pattern: /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/, read: integer((digits) => sixties(digits.split(":"))) },
  { pattern: /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/, read: sexagesimalFraction },
  {
    pattern: /^(?=[^_]*_)[-+]?\d[\d_]*\.[\d_]*$/,
    read: (text) => surprising(text, Number(text.replaceAll("_", ""))),
  },
];

/** Reads a plain scalar in a form that is YAML 1.1's own; undefined for all that both versions read alike. */
export const readScalar11 = (text: string): Scalar11 | undefined =>
  FORMS.find(({ pattern }) => pattern.test(text))?.read(text);
