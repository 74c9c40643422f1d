import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { NO_VALUE } from "../intrinsics/call.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import { objectOf, type PlainObject } from "../plain-data.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Declaration } from "./declaration.ts";

/** A resource whose properties have been evaluated. */
export interface Resolved {
  readonly declaration: Declaration;
  readonly behaviour: Behaviour;
  readonly properties: PlainObject;
  /** True when a mistake left something out of its properties. */
  readonly isFlawed: boolean;
  readonly physicalId: string;
  /** Throws a `TemplateMistake` for an attribute that the type lacks. */
  attribute(name: string, at: Location): unknown;
}

export interface ResolutionDependencies {
  readonly resolver: Resolver;
  /** The way in which a resource with these properties answers references; `isFlawed`: some of them are missing. */
  behaviourOf(declaration: Declaration, properties: PlainObject, isFlawed: boolean): Behaviour;
}

/** Evaluates a resource. Mistakes in its properties become notices, and what has one is left out. */
export function resolveDeclaration(
  declaration: Declaration,
  { resolver, behaviourOf }: ResolutionDependencies,
  compilation: Compilation,
): Resolved {
  const { logicalId, type, properties: written } = declaration;
  const { stack, notices, positions } = compilation;
  let isFlawed = false;
  const value = resolver.resolveAll(written, placeOfProperties(declaration, positions), (error) => {
    isFlawed = true;
    notices.take(error, { logicalId });
  });
  const properties = value === NO_VALUE ? {} : objectOf(value);
  const behaviour = behaviourOf(declaration, properties, isFlawed);
  const physicalId = behaviour.physicalId(logicalId, properties, stack);
  return {
    declaration,
    behaviour,
    properties,
    isFlawed,
    physicalId,
    attribute(name, at) {
      const result = behaviour.attribute(name, { type, logicalId, physicalId, properties, stack });
      if (result !== undefined) return result;
      const reason = behaviour.note === undefined ? "" : `: ${behaviour.note.replace(/\.$/, "")}`;
      const message = `${logicalId} (${type}) has no attribute ${name} here${reason}.`;
      throw new TemplateMistake("unknown-attribute", message, at);
    },
  };
}

/** The place at which a resource's properties begin. */
export const placeOfProperties = ({ body, location }: Declaration, positions: Compilation["positions"]): Location =>
  positions.at(body, "Properties") ?? location;
