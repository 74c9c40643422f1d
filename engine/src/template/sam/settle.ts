import type { Location } from "../../kernel/errors.ts";
import { functionUse, NeedsResource, NO_VALUE } from "../intrinsics/call.ts";
import { mapParts, type Resolver } from "../intrinsics/resolver.ts";
import { isContainer } from "../plain-data.ts";
import type { Positions } from "../positions.ts";

/**
 * `value` with all decided that needs no resource. What refers to one stays as it is written, but a choice
 * (`Fn::If`) is made in any case, so that whoever looks at the result sees its shape. May give `NO_VALUE`.
 */
export function settle(value: unknown, at: Location, resolver: Resolver, positions: Positions): unknown {
  if (!isContainer(value)) return value;
  const use = functionUse(value);
  if (!use)
    return mapParts(value, (part, key) => settle(part, positions.at(value, key) ?? at, resolver, positions), positions);
  const [name, argument] = use;
  if (name === "Fn::If" && Array.isArray(argument) && argument.length === 3) {
    const branch = resolver.resolve({ "Fn::If": [argument[0], 1, 2] }, at);
    return settle(argument[Number(branch)], at, resolver, positions);
  }
  try {
    return resolver.resolve(value, at);
  } catch (error) {
    if (error instanceof NeedsResource) return value;
    throw error;
  }
}

/** `settle`, with nothing at all where AWS::NoValue stands. */
export function settleValue(value: unknown, at: Location, resolver: Resolver, positions: Positions): unknown {
  const settled = settle(value, at, resolver, positions);
  return settled === NO_VALUE ? undefined : settled;
}
