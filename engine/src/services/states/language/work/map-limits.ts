import { UserError } from "../../../../kernel/errors.ts";
import { compileNumberPath, refersTo } from "../expressions/path.ts";
import type { Scope } from "../expressions/scope.ts";
import type { MapFields } from "../schema.ts";

/** Items at once; 0: as many as there may be. */
export function compileConcurrency(fields: MapFields): (scope: Scope) => number {
  const read = compileLimit(fields, "MaxConcurrency", "integer", notNegative("MaxConcurrency"));
  return (scope) => read?.(scope) ?? 0;
}

/** Items of a distributed Map that may fail. */
export function compileTolerance(fields: MapFields): (scope: Scope, items: number) => number {
  const count = compileLimit(fields, "ToleratedFailureCount", "integer", notNegative("ToleratedFailureCount"));
  const percentage = compileLimit(fields, "ToleratedFailurePercentage", "float", aPercentage);
  return (scope, items) => {
    const limits = [count?.(scope), share(percentage?.(scope), items)].filter((limit) => limit !== undefined);
    return limits.length === 0 ? 0 : Math.min(...limits);
  };
}

type Limit = "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage";
type Rule = (number: number) => string | undefined;

function compileLimit(fields: MapFields, name: Limit, kind: "float" | "integer", rule: Rule) {
  const constant = fields[name];
  const path = fields[`${name}Path`];
  if (path === undefined) return constant === undefined ? undefined : () => constant;
  if (constant !== undefined) throw new UserError(`A Map has ${name} or ${name}Path, not both.`);
  return compileNumberPath(path, `${name}Path`, refersTo(`${name}Path`, kind, rule));
}

const notNegative =
  (name: Limit): Rule =>
  (number) =>
    number < 0 ? `${name} cannot be negative.` : undefined;

const aPercentage: Rule = (number) =>
  number < 0 || number > 100 ? "ToleratedFailurePercentage must be between 0 and 100." : undefined;

const share = (percentage: number | undefined, items: number) =>
  percentage === undefined ? undefined : Math.floor((items * percentage) / 100);
