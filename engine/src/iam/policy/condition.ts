import { CONDITION_OPERATORS, type ConditionOperator } from "./condition-operators.ts";
import { compileExpected, type Expected } from "./expected.ts";
import { contextValues, type RequestContext } from "./request-context.ts";
import { malformed } from "./schema.ts";

export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
export type Condition = (context: RequestContext) => boolean;

type Quantifier = "ForAllValues" | "ForAnyValue" | undefined;

interface Row {
  readonly operator: ConditionOperator;
  readonly quantifier: Quantifier;
  readonly ifExists: boolean;
}

/** All operators and all keys of a `Condition` element have to hold. Throws `MalformedPolicyDocument`. */
export function compileCondition(block: ConditionBlock, variables: boolean): Condition {
  const conditions = Object.entries(block).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => compileRow(name, key, values, variables)),
  );
  return (context) => conditions.every((condition) => condition(context));
}

function compileRow(name: string, key: string, values: readonly string[], variables: boolean): Condition {
  if (name === "Null") return compileNull(key, values);
  const row = parseOperator(name);
  const { comparison, variables: takesVariables } = row.operator;
  const expected = values.map((value) => compileExpected(value, comparison, variables && takesVariables));
  return (context) => holds(row, contextValues(context, key), expected, context);
}

function parseOperator(text: string): Row {
  const [, quantifier, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const operator = Object.hasOwn(CONDITION_OPERATORS, name) ? CONDITION_OPERATORS[name] : undefined;
  if (!operator) throw malformed(`Invalid Condition type : ${text}.`);
  return { operator, quantifier: quantifier as Quantifier, ifExists: ifExists !== undefined };
}

function holds(
  row: Row,
  actual: readonly string[] | undefined,
  expected: readonly Expected[],
  context: RequestContext,
) {
  const { operator, quantifier, ifExists } = row;
  if (actual === undefined) return ifExists || quantifier === "ForAllValues" || (operator.negated && !quantifier);
  const tests = expected.map((value) => value(context));
  const one = (value: string) => tests.some((test) => test?.(value)) !== operator.negated;
  // Several values without a quantifier: one has to match, or for a negated operator none may.
  const all = quantifier === "ForAllValues" || (quantifier === undefined && operator.negated);
  return all ? actual.every(one) : actual.some(one);
}

/** `"true"`: the key is missing; `"false"`: it is there. */
function compileNull(key: string, values: readonly string[]): Condition {
  const wanted = values.map((value) => value.toLowerCase());
  if (wanted.some((value) => value !== "true" && value !== "false"))
    throw malformed(`The value of Null for "${key}" is not a Boolean.`);
  return (context) => wanted.includes(String(contextValues(context, key) === undefined));
}
