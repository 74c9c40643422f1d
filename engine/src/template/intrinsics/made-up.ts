import { isObject, listOf, textOf } from "../plain-data.ts";
import { functionUse, PLACEHOLDER, type Scope } from "./call.ts";

type Source = (argument: unknown, scope: Scope) => boolean;

const first = (value: unknown) => textOf(listOf(value)[0])?.split(".")[0] ?? "";

/** The functions that give values of what is not here. Those of the zones are: AWS's regions have more or fewer. */
const SOURCES: Readonly<Record<string, Source>> = {
  Ref: (name, scope) => scope.isMadeUp(first(name)),
  "Fn::GetAtt": (argument, scope) => scope.isMadeUp(first(argument)),
  "Fn::Sub": (argument, scope) => {
    const [template, variables] = listOf(argument);
    const names = [...(textOf(template) ?? "").matchAll(PLACEHOLDER)].map(([, , name]) => first(name?.trim()));
    return names.some(scope.isMadeUp) || isMadeUp(variables, scope);
  },
  "Fn::GetAZs": () => true,
  "Fn::GetStackOutput": () => true,
  "Fn::ImportValue": () => true,
};

/**
 * Tells whether a part of a template asks for something that is not here: a resource that does not run, another stack.
 * What stands in its place need not have the length that AWS's value has, and that is no mistake of the template's.
 */
export function isMadeUp(value: unknown, scope: Scope): boolean {
  if (Array.isArray(value)) return value.some((part) => isMadeUp(part, scope));
  if (!isObject(value)) return false;
  const [name, argument] = functionUse(value) ?? [];
  const source = name === undefined ? undefined : SOURCES[name];
  return source ? source(argument, scope) : Object.values(value).some((part) => isMadeUp(part, scope));
}
