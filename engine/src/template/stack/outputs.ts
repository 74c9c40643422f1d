import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { NO_VALUE } from "../intrinsics/call.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import type { Stack } from "../model.ts";
import { isObject, type PlainObject, textOf } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import type { Conditions } from "../scope/conditions.ts";

export interface OutputDependencies {
  readonly resolver: Resolver;
  readonly condition: Conditions;
}

/** The outputs that exist here. One that cannot be evaluated becomes a warning: nothing that runs depends on it. */
export function readOutputs(
  section: PlainObject,
  dependencies: OutputDependencies,
  { positions, notices }: Compilation,
): Stack["outputs"] {
  const outputs = new Map<string, { value: unknown; description?: string }>();
  for (const [name, declaration] of Object.entries(section)) {
    if (!isObject(declaration)) continue;
    try {
      const at = positions.at(section, name) ?? positions.top;
      const value = evaluate(declaration, at, dependencies, positions);
      const description = textOf(declaration.Description);
      if (value !== NO_VALUE) outputs.set(name, { value, ...(description !== undefined && { description }) });
    } catch (error) {
      notices.take(error, { severity: "warning", prefix: `Output ${name} is left out: ` });
    }
  }
  return outputs;
}

function evaluate(
  declaration: PlainObject,
  at: Location,
  { resolver, condition }: OutputDependencies,
  positions: Positions,
): unknown {
  if (typeof declaration.Condition === "string" && !condition(declaration.Condition, at)) return NO_VALUE;
  const value = resolver.resolve(declaration.Value ?? NO_VALUE, positions.at(declaration, "Value") ?? at);
  return textOf(value) ?? value;
}
