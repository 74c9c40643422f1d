/** A place in an input: members by name, items by index. */
export type InputPath = readonly PropertyKey[];

/** `entries.1.member.source`: members begin with a small letter, lists with 1. */
export const memberName = (path: InputPath): string =>
  path.map((step) => (typeof step === "number" ? `${step + 1}.member` : lowerFirst(String(step)))).join(".");

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** Says of a value at a place that it breaks a constraint. A sensitive one is not quoted. */
export const sayViolation = (path: InputPath, value: unknown, constraint: string, isSensitive = false): string =>
  `Value ${isSensitive && value !== undefined ? "" : quoted(value)}at '${memberName(path)}' failed to satisfy constraint: ${constraint}`;

/** The message of AWS's for all that an operation's model does not allow. */
export const sayViolations = (each: readonly string[]): string =>
  `${each.length} validation error${each.length > 1 ? "s" : ""} detected: ${each.join("; ")}`;

/** The value and a blank, as far as it can be shown as AWS shows it: a structure is named by its class there. */
function quoted(value: unknown): string {
  if (value === undefined || value === null) return "null ";
  if (typeof value !== "object") return `'${value}' `;
  return Array.isArray(value) && value.every((item) => typeof item !== "object") ? `'[${value.join(", ")}]' ` : "";
}

export const NOT_NULL = "Member must not be null";

export const enumConstraint = (values: readonly unknown[]) =>
  `Member must satisfy enum value set: [${values.map(String).join(", ")}]`;

export const patternConstraint = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;

/** `length` of texts, bytes, lists and maps; `value` of numbers. */
export type Measure = "length" | "value";

export const atLeast = (measure: Measure, limit: unknown) =>
  `Member must have ${measure} greater than or equal to ${limit}`;

export const atMost = (measure: Measure, limit: unknown) =>
  `Member must have ${measure} less than or equal to ${limit}`;
