import type { Location } from "../../kernel/errors.ts";
import { type Call, NeedsResource, type Scope, UNKNOWABLE } from "../intrinsics/call.ts";
import { isTrue } from "../intrinsics/logic.ts";
import { isMadeUp } from "../intrinsics/made-up.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import type { PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";

/** Decides conditions when they are asked for, each once. Throws a `TemplateMistake` for a name that is none. */
export type Conditions = (name: string, at: Location) => boolean;

export interface ConditionDependencies {
  readonly positions: Positions;
  /** The scope in which conditions look up parameters and mappings. */
  readonly scope: Scope;
  readonly resolver: Resolver;
}

export function createConditions(
  section: PlainObject,
  { positions, scope, resolver }: ConditionDependencies,
): Conditions {
  const decided = new Map<string, boolean>();
  const underway = new Set<string>();

  function decide(name: string, at: Location): boolean {
    if (!Object.hasOwn(section, name))
      throw new TemplateMistake("unknown-condition", `There is no condition ${name}.`, at);
    if (underway.has(name)) throw new TemplateMistake("circular-condition", `${circle(name)}.`, at);
    underway.add(name);
    try {
      return isTrue(section[name], callAt(name, positions.at(section, name) ?? at));
    } catch (error) {
      if (!(error instanceof NeedsResource)) throw error;
      const message = `Condition ${name} refers to ${error.logicalId}, which is no parameter.`;
      throw new TemplateMistake("invalid-condition", message, at);
    } finally {
      underway.delete(name);
    }
  }

  const circle = (name: string) => `Conditions depend on each other: ${[...underway, name].join(" → ")}`;

  const callAt = (name: string, at: Location): Call => ({
    name,
    at,
    scope,
    resolve: (value) => resolver.resolve(value, at),
    mistake: (message) => new TemplateMistake("invalid-condition", `Condition ${name} ${message}`, at),
    unknowable: (message) => new TemplateMistake(UNKNOWABLE, `Condition ${name} ${message}`, at),
    isMadeUp: (value) => isMadeUp(value, scope),
  });

  return (name, at) => {
    const known = decided.get(name) ?? decide(name, at);
    decided.set(name, known);
    return known;
  };
}
