import { Scalar } from "yaml";

/** A leading zero or an exponent makes an account id or a commit hash, not a number, as it does for the AWS CLI. */
const TEXT_LIKE_NUMBER = /^[-+]?(0\d+|\d+[eE][-+]?\d+)$/;

/** The value of a scalar; what would lose digits as a number stays text. */
export function scalarValue({ value, type, source }: Scalar): unknown {
  if (typeof value !== "number" || type !== Scalar.PLAIN || source === undefined) return value;
  const losesDigits = Number.isInteger(value) && !Number.isSafeInteger(value);
  return losesDigits || TEXT_LIKE_NUMBER.test(source) ? source : value;
}

/** A key of a map. Keys are always text in a template: a mapping may be keyed by account ids. */
export function keyText(key: unknown): string {
  if (!(key instanceof Scalar)) return String(key);
  return key.type === Scalar.PLAIN && key.source !== undefined ? key.source : String(key.value);
}
