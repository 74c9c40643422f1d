import { refuse } from "./given.ts";
import type { Comparison, Condition, FunctionCall, Operand } from "./nodes.ts";

/** A condition on one attribute of a key. */
export interface KeyCondition {
  /** The attribute, still behind `#` where it is. */
  readonly name: string;
  readonly operator: string;
  /** Placeholders of the values that it is compared with. */
  readonly values: readonly string[];
}

/** Takes a `KeyConditionExpression` apart; throws for what conditions on keys may not have. */
export function keyConditionsOf(condition: Condition): readonly KeyCondition[] {
  const parts = flattened(condition);
  for (const part of parts) checkOperator(part);
  const conditions = (parts as readonly (Comparison | FunctionCall)[]).map(keyConditionOf);
  if (new Set(conditions.map(({ name }) => name)).size < conditions.length)
    refuse("KeyConditionExpressions must only contain one condition per key");
  if (conditions.length > 2) refuse("Conditions can be of length 1 or 2 only");
  return conditions;
}

const flattened = (condition: Condition): readonly Condition[] =>
  condition.kind === "and" ? condition.conditions.flatMap(flattened) : [condition];

const OPERATORS: readonly string[] = ["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"];

function checkOperator(condition: Condition): void {
  const operator = operatorOf(condition);
  if (!OPERATORS.includes(operator)) refuse(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function operatorOf(condition: Condition): string {
  if (condition.kind === "comparison") return condition.operator;
  return condition.kind === "function" ? condition.name : condition.kind.toUpperCase();
}

const IN = "Invalid condition in KeyConditionExpression:";

/** Comparisons with the value first, as they are with the attribute first. */
const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function keyConditionOf(condition: Comparison | FunctionCall): KeyCondition {
  const operator = condition.kind === "comparison" ? condition.operator : condition.name;
  const [first, second] = condition.operands;
  if (first?.kind === "value" && second?.kind === "path" && condition.operands.length === 2)
    return { name: nameOf(second), operator: MIRRORED[operator] ?? operator, values: [first.name] };
  if (first?.kind !== "path") refuse(`${IN} No key attribute specified`);
  const values = condition.operands.slice(1).map((operand) => {
    if (operand.kind === "path") refuse(`${IN} Multiple attribute names used in one condition`);
    if (operand.kind !== "value") refuse(`${IN} No key attribute specified`);
    return operand.name;
  });
  return { name: nameOf(first), operator, values };
}

function nameOf({ path }: Extract<Operand, { kind: "path" }>): string {
  if (path.length > 1) refuse("KeyConditionExpressions cannot have conditions on nested attributes");
  return String(path[0]);
}
