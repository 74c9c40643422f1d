import { listOf, type PlainObject, textOf } from "../plain-data.ts";

/** Says what is wrong with one value of a parameter; undefined when nothing is. */
type Constraint = (value: string, limit: string, declaration: PlainObject) => string | undefined;

const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  Type: (value, type) => (/^(Number|List<Number>)$/.test(type) && !isNumber(value) ? "it must be a number" : undefined),
  AllowedValues: (value, _limit, { AllowedValues }) => {
    const allowed = listOf(AllowedValues).map(textOf);
    return allowed.includes(value) ? undefined : `it must be one of ${allowed.join(", ")}`;
  },
  AllowedPattern: (value, pattern) => (matchesWhole(value, pattern) === false ? `it must match ${pattern}` : undefined),
  MinLength: (value, limit) => (value.length < Number(limit) ? `it needs ${limit} or more characters` : undefined),
  MaxLength: (value, limit) => (value.length > Number(limit) ? `it can have ${limit} characters at most` : undefined),
  MinValue: (value, limit) => (Number(value) < Number(limit) ? `it must be ${limit} or more` : undefined),
  MaxValue: (value, limit) => (Number(value) > Number(limit) ? `it must be ${limit} or less` : undefined),
};

/** Says which constraint of a parameter's declaration the first unfit value breaks, in its author's words if any. */
export function violation(declaration: PlainObject, values: readonly string[]): string | undefined {
  for (const [key, constraint] of Object.entries(CONSTRAINTS)) {
    if (declaration[key] === undefined) continue;
    const limit = textOf(declaration[key]) ?? "";
    const problem = values.map((value) => constraint(value, limit, declaration)).find((found) => found !== undefined);
    if (problem) return textOf(declaration.ConstraintDescription)?.replace(/\.$/, "") ?? problem;
  }
  return undefined;
}

const isNumber = (value: string) => value.trim() !== "" && Number.isFinite(Number(value));

/** Undefined for a pattern that JavaScript cannot read: CloudFormation's are Java's, and AWS will check it. */
function matchesWhole(value: string, pattern: string): boolean | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return undefined;
  }
}
