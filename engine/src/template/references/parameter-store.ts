import type { Location } from "../../kernel/errors.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import { isObject, objectOf, type PlainObject, textOf } from "../plain-data.ts";

/** The value of a Systems Manager parameter by its name; undefined when nothing is known of it. */
export type ParameterStore = (name: string) => string | undefined;

const NOWHERE: Location = { file: "" };

/** The values that resources put there, as far as these need no other resource, then those of the stacks around. */
export function createParameterStore(
  resources: PlainObject,
  resolver: Resolver,
  outer: ParameterStore,
): ParameterStore {
  const known = new Map<string, string>();
  for (const body of Object.values(resources)) {
    if (!isObject(body) || body.Type !== "AWS::SSM::Parameter") continue;
    const { Name, Value } = objectOf(body.Properties);
    const [name, value] = [Name, Value].map((property) => textOf(resolveQuietly(property, resolver)));
    if (name !== undefined && value !== undefined) known.set(name, value);
  }
  return (name) => known.get(name) ?? outer(name);
}

/** Mistakes are told when the resource itself is evaluated. */
function resolveQuietly(value: unknown, resolver: Resolver): unknown {
  try {
    return resolver.resolve(value, NOWHERE);
  } catch (error) {
    if (error instanceof TemplateMistake) return undefined;
    throw error;
  }
}
