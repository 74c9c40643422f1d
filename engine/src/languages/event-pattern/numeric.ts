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
  readonly operator: string;
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
  const bounds: Bound[] = [];
  for (let at = 0; at < members.length; at += 2) bounds.push(boundOf(members[at], members[at + 1]));
  const [first, second] = bounds;
  if (!first || bounds.length > 2) throw invalid("Invalid member in numeric match: one or two bounds are allowed");
  if (second) requireRange(first, second);
  return bounds;
}

function boundOf(operator: unknown, limit: unknown): Bound {
  const compare = typeof operator === "string" && Object.hasOwn(COMPARISONS, operator) && COMPARISONS[operator];
  if (!compare) throw invalid(`Unrecognized numeric range operator: ${String(operator)}`);
  if (typeof limit !== "number") throw invalid(`Value of ${String(operator)} must be numeric`);
  return { operator: String(operator), compare, limit };
}

function requireRange(lower: Bound, upper: Bound): void {
  if (!lower.operator.startsWith(">") || !upper.operator.startsWith("<"))
    throw invalid("Bad numeric range operator: a lower bound comes first, then an upper one");
  if (lower.limit >= upper.limit) throw invalid("Bottom must be less than top");
}
