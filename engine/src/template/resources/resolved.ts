import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { functionUse, NO_VALUE } from "../intrinsics/call.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import { isObject, objectOf, type PlainObject } from "../plain-data.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Declaration } from "./declaration.ts";
import { describeMoulded, mould } from "./mould.ts";
import { isRead } from "./unknown-keys.ts";

/** A resource whose properties have been evaluated. */
export interface Resolved {
  readonly declaration: Declaration;
  readonly behaviour: Behaviour;
  readonly properties: PlainObject;
  /** True when a mistake left something out of its properties that is read. */
  readonly isFlawed: boolean;
  readonly physicalId: string;
  /** Tells whether the value at a path of its properties depends on values that are made up here. */
  isMadeUp(path: readonly (string | number)[]): boolean;
  /** Throws a `TemplateMistake` for an attribute that the type lacks. */
  attribute(name: string, at: Location): unknown;
}

export interface AboutProperties extends Pick<Resolved, "isMadeUp"> {
  /** True when a mistake left something out of them. */
  readonly isFlawed: boolean;
}

export interface ResolutionDependencies {
  readonly resolver: Resolver;
  /** The way in which a resource with these properties answers references. */
  behaviourOf(declaration: Declaration, properties: PlainObject, about: AboutProperties): Behaviour;
  /** Tells whether an expression depends on values that are made up here. */
  isMadeUp(expression: unknown): boolean;
}

/**
 * Evaluates a resource. Mistakes in its properties become notices, and what has one is left out. They stop the start
 * only where the properties have an effect.
 */
export function resolveDeclaration(
  declaration: Declaration,
  dependencies: ResolutionDependencies,
  compilation: Compilation,
): Resolved {
  const { logicalId, type, properties: written } = declaration;
  const { stack, notices, positions } = compilation;
  const mistakes: Mistake[] = [];
  const start = placeOfProperties(declaration, positions);
  const value = dependencies.resolver.resolveAll(written, start, (error, key) => void mistakes.push({ error, key }));
  const evaluated = value === NO_VALUE ? {} : objectOf(value);
  const isMadeUp: Resolved["isMadeUp"] = (path) => dependencies.isMadeUp(expressionAt(written, path));
  const behaviour = dependencies.behaviourOf(declaration, evaluated, { isFlawed: mistakes.length > 0, isMadeUp });
  const isGrave = ({ key }: Mistake) => isEffective(behaviour, key);
  for (const mistake of mistakes)
    notices.take(mistake.error, { logicalId, severity: isGrave(mistake) ? "error" : "warning" });
  const properties = moulded(declaration, evaluated, { behaviour, isMadeUp }, compilation);
  const physicalId = behaviour.physicalId(logicalId, properties, stack);
  return {
    declaration,
    behaviour,
    properties,
    isFlawed: mistakes.some(isGrave),
    physicalId,
    isMadeUp,
    attribute(name, at) {
      const result = behaviour.attribute(name, { type, logicalId, physicalId, properties, stack });
      if (result !== undefined) return result;
      const reason = behaviour.note === undefined ? "" : `: ${behaviour.note.replace(/\.$/, "")}`;
      const message = `${logicalId} (${type}) has no attribute ${name} here${reason}.`;
      throw new TemplateMistake("unknown-attribute", message, at);
    },
  };
}

interface Mistake {
  readonly error: unknown;
  /** The property in which it stands. */
  readonly key: string | number | undefined;
}

/** Tells whether anything depends on a property. */
const isEffective = ({ hasEffect, resourceType }: Behaviour, key: Mistake["key"]): boolean =>
  hasEffect && (resourceType === undefined || key === undefined || isRead(resourceType.schema, String(key)));

/** The properties in the form that their type's schema wants. */
function moulded(
  declaration: Declaration,
  evaluated: PlainObject,
  { behaviour: { resourceType }, isMadeUp }: Pick<Resolved, "behaviour" | "isMadeUp">,
  { notices, positions }: Compilation,
): PlainObject {
  if (!resourceType) return evaluated;
  const { logicalId } = declaration;
  return mould(resourceType.schema, evaluated, positions, {
    isMadeUp,
    onMadeUp(path, value) {
      const location = positions.follow(evaluated, path, placeOfProperties(declaration, positions));
      notices.add("warning", "made-up-value", describeMoulded(path, value), { logicalId, location });
    },
  });
}

/** The first function on the way to a part of the properties: all that is below comes from it. */
function expressionAt(written: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined || functionUse(written)) return written;
  if (Array.isArray(written)) return expressionAt(written[Number(key)], rest);
  return isObject(written) ? expressionAt(written[key], rest) : undefined;
}

/** The place at which a resource's properties begin. */
export const placeOfProperties = ({ body, location }: Declaration, positions: Compilation["positions"]): Location =>
  positions.at(body, "Properties") ?? location;
