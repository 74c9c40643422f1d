import { isDeepStrictEqual } from "node:util";
import { isObject, textOf } from "../plain-data.ts";
import { type Call, type Intrinsic, members } from "./call.ts";

/** CloudFormation takes 2 to 10 conditions in Fn::And and Fn::Or; more are no reason to stop here. */
const MANY = Number.POSITIVE_INFINITY;

const choose: Intrinsic = (argument, call) => {
  const [condition, whenTrue, whenFalse] = members(argument, call, "a condition and two values", [3, 3]);
  const holds = typeof condition === "string" ? call.scope.condition(condition, call.at) : isTrue(condition, call);
  return call.resolve(holds ? whenTrue : whenFalse);
};

/** Scalars are compared as text: a parameter's "1" equals a literal 1. */
const equals: Intrinsic = (argument, call) => {
  const values = members(argument, call, "two values", [2, 2]).map(call.resolve);
  const [left, right] = values.map((value) => textOf(value) ?? value);
  return isDeepStrictEqual(left, right);
};

const and: Intrinsic = (argument, call) =>
  members(argument, call, "a list of conditions", [1, MANY]).every((condition) => isTrue(condition, call));

const or: Intrinsic = (argument, call) =>
  members(argument, call, "a list of conditions", [1, MANY]).some((condition) => isTrue(condition, call));

const not: Intrinsic = (argument, call) => {
  const [condition] = members(argument, call, "a list of one condition", [1, 1]);
  return !isTrue(condition, call);
};

/** Tells whether a condition holds: `{Condition: Name}`, a function that gives true or false, or such a literal. */
export function isTrue(condition: unknown, call: Call): boolean {
  if (isObject(condition) && typeof condition.Condition === "string")
    return call.scope.condition(condition.Condition, call.at);
  const text = textOf(call.resolve(condition));
  if (text !== "true" && text !== "false") throw call.mistake("needs a condition.");
  return text === "true";
}

export const logicFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::And": and,
  "Fn::Equals": equals,
  "Fn::If": choose,
  "Fn::Not": not,
  "Fn::Or": or,
};
