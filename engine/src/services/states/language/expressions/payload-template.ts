import { UserError } from "../../../../kernel/errors.ts";
import { isContainer } from "../../../../template/plain-data.ts";
import { within } from "../errors/definition-mistake.ts";
import { compileIntrinsic } from "./compile-intrinsic.ts";
import { compilePath } from "./path.ts";
import type { Assignments, Expression } from "./scope.ts";

/** A path or an intrinsic function. Throws a `UserError` for anything else. */
export const compileExpression = (text: string, field: string): Expression =>
  text.startsWith("States.") ? compileIntrinsic(text) : compilePath(text, field);

/**
 * `Parameters`, `ResultSelector`, `ItemSelector`: JSON in which the value of each key that ends in `.$` is an
 * expression. Throws a `UserError` for a text that is none.
 */
export function compilePayloadTemplate(template: unknown): Expression {
  if (Array.isArray(template)) {
    const items = template.map(compilePayloadTemplate);
    return (scope) => items.map((item) => item(scope));
  }
  if (!isContainer(template)) return () => template;
  const members = Object.entries(template).map(([key, value]) => compileMember(key, value));
  return (scope) => Object.fromEntries(members.map(([name, expression]) => [name, expression(scope)]));
}

const DYNAMIC = /\.\$$/;

function compileMember(key: string, value: unknown): readonly [name: string, Expression] {
  if (!DYNAMIC.test(key)) return [key, compilePayloadTemplate(value)];
  if (typeof value !== "string")
    throw new UserError(`The value of "${key}" has to be a path or an intrinsic function.`);
  return [key.replace(DYNAMIC, ""), compileExpression(value, key)];
}

/** The values that variables get. Undefined where none is set. */
export const compileAssign = (values: unknown): Assignments | undefined =>
  values === undefined ? undefined : (within(["Assign"], () => compilePayloadTemplate(values)) as Assignments);
