import { predefined } from "../errors/state-error.ts";

/** Fills the `{}` of a template in order. `\{` and `\}` are text. Throws `States.IntrinsicFailure` when the counts differ. */
export function format(template: string, values: readonly unknown[]): string {
  let used = 0;
  const filled = template.replace(/\\([{}\\])|\{\}/g, (_match, escaped?: string) =>
    escaped === undefined ? textOf(values[used++]) : escaped,
  );
  if (used === values.length) return filled;
  throw predefined("IntrinsicFailure", `The template has ${used} placeholders, and there are ${values.length} values`);
}

const textOf = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
