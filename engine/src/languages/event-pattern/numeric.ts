import { invalid } from "./invalid.ts";

type Compare = (value: number, limit: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  "=": (value, limit) => value === limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

interface Bound {
  readonly compare: Compare;
  readonly limit: number;
}

/** `["=", 5]`, one bound as `[">", 0]`, or a lower and an upper one as `[">", 0, "<=", 5]`. */
export function compileNumeric(argument: unknown): (value: unknown) => boolean {
  if (!Array.isArray(argument)) throw invalid("Value of numeric must be an array.");
  const bounds = boundsOf(argument);
  return (value) => typeof value === "number" && bounds.every(({ compare, limit }) => compare(value, limit));
}

function boundsOf(members: readonly unknown[]): readonly Bound[] {
  const [operator, limit, second, top, ...others] = members;
  if (typeof operator !== "string") throw invalid(`Invalid member in numeric match: ${String(operator ?? "]")}`);
  const bound = boundOf(operator, limit);
  if (members.length <= 2) return [bound];
  if (!operator.startsWith(">")) throw invalid("Too many elements in numeric expression");
  if (typeof second !== "string") throw invalid(`Bad value in numeric range: ${String(second)}`);
  if (second !== "<" && second !== "<=") throw invalid(`Bad numeric range operator: ${second}`);
  const upper = boundOf(second, top);
  if (others.length > 0) throw invalid("Too many terms in numeric range expression");
  if (bound.limit >= upper.limit) throw invalid("Bottom must be less than top");
  return [bound, upper];
}

function boundOf(operator: string, limit: unknown): Bound {
  const compare = Object.hasOwn(COMPARISONS, operator) && COMPARISONS[operator];
  if (!compare) throw invalid(`Unrecognized numeric range operator: ${operator}`);
  if (typeof limit !== "number") throw invalid(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
  return { compare, limit };
}
