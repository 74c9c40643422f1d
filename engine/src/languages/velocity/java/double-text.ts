/** Writes a double as `Double.toString` does: with a decimal point always, scientific outside of 0.001 to 10,000,000. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return `${sign}${scientific(size)}`;
  const text = String(size);
  return `${sign}${text.includes(".") ? text : `${text}.0`}`;
}

function scientific(size: number): string {
  const [digits = "", exponent = "0"] = size.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}
