import { UserError } from "../../../../kernel/errors.ts";
import { DefinitionMistake, within } from "../errors/definition-mistake.ts";
import { predefined } from "../errors/state-error.ts";
import { compileOptionalPath, compilePath } from "../expressions/path.ts";
import { compileAssign } from "../expressions/payload-template.ts";
import type { Expression, Scope } from "../expressions/scope.ts";
import type { Work } from "../program.ts";
import type { ChoiceFields } from "../schema.ts";
import { COMPARISONS, TESTS } from "./comparisons.ts";

/** Goes on with the state of the first rule that holds. */
export function choiceWork({ Choices, Default, Assign }: ChoiceFields): Work {
  const choices = Choices.map((rule, index) =>
    within(["Choices", index], () => ({
      condition: compileCondition(rule),
      next: nextOf(rule.Next),
      assign: compileAssign(rule.Assign),
    })),
  );
  const otherwise = { next: Default, assign: compileAssign(Assign) };
  return (input, visit) => {
    const scope = visit.scope(input);
    const { next, assign } = choices.find(({ condition }) => condition(scope)) ?? otherwise;
    if (next === undefined) throw predefined("NoChoiceMatched", "No choice rule holds, and there is no Default.");
    return { result: input, next, assign };
  };
}

function nextOf(next: unknown): string {
  if (typeof next !== "string") throw new DefinitionMistake("A choice rule needs a Next.", []);
  return next;
}

type ChoiceRule = Readonly<Record<string, unknown>>;

/** Throws a `StateError` when a path in it leads nowhere. */
type Condition = (scope: Scope) => boolean;

/** Combines rules, lazily as `&&` and `||` do. */
const COMBINATIONS: Readonly<Record<string, (conditions: readonly Condition[]) => Condition>> = {
  And: (conditions) => (scope) => conditions.every((condition) => condition(scope)),
  Not: (conditions) => (scope) => !conditions.some((condition) => condition(scope)),
  Or: (conditions) => (scope) => conditions.some((condition) => condition(scope)),
};

/** Keys of a rule that are no part of its condition. */
const ASIDE: ReadonlySet<string> = new Set(["Assign", "Comment", "Next", "Variable"]);

/** Compiles a rule of a Choice state. Throws a `UserError` or a `DefinitionMistake`. */
function compileCondition(rule: ChoiceRule): Condition {
  const [operator, ...more] = Object.keys(rule).filter((key) => !ASIDE.has(key));
  if (operator === undefined || more.length > 0)
    throw new UserError("A choice rule has one comparison, or one of And, Or and Not.");
  const operand = rule[operator];
  const combine = Object.hasOwn(COMBINATIONS, operator) ? COMBINATIONS[operator] : undefined;
  return combine ? combine(compileRules(operator, operand)) : compileComparison(rule, operator, operand);
}

function compileRules(operator: string, operand: unknown): readonly Condition[] {
  const rules = operator === "Not" ? [operand] : operand;
  if (!Array.isArray(rules) || !rules.every(isRule)) throw new UserError(`${operator} takes choice rules.`);
  return rules.map((rule, index) =>
    within(operator === "Not" ? [operator] : [operator, index], () => compileCondition(rule)),
  );
}

const isRule = (value: unknown): value is ChoiceRule =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function compileComparison({ Variable }: ChoiceRule, operator: string, operand: unknown): Condition {
  if (typeof Variable !== "string") throw new UserError("A comparison needs a Variable, which is a path.");
  // It alone may ask for what is not there.
  const variable = operator === "IsPresent" ? compileOptionalPath(Variable) : presentVariable(Variable);
  const test = TESTS.get(operator);
  if (test) return (scope) => test(variable(scope), operand);
  const direct = COMPARISONS.get(operator);
  const compare = direct ?? COMPARISONS.get(operator.replace(/Path$/, ""));
  if (!compare) throw new UserError(`There is no comparison ${operator}.`);
  const expected = direct ? () => operand : compilePath(String(operand), operator);
  return (scope) => compare(variable(scope), expected(scope));
}

function presentVariable(path: string): Expression {
  const variable = compileOptionalPath(path);
  return (scope) => {
    const value = variable(scope);
    if (value === undefined) throw invalidVariable(path);
    return value;
  };
}

/** AWS's own words. */
const invalidVariable = (path: string) =>
  predefined("Runtime", `Invalid path '${path}': The choice state's condition path references an invalid value.`);
