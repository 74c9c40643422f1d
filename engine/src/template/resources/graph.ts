import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import type { Scope } from "../intrinsics/call.ts";
import { isMadeUp } from "../intrinsics/made-up.ts";
import { createResolver, type Resolver } from "../intrinsics/resolver.ts";
import { CONSEQUENCE, TemplateMistake } from "../mistake.ts";
import type { StaticScope } from "../scope/static-scope.ts";
import type { Declaration } from "./declaration.ts";
import { type ResolutionDependencies, type Resolved, resolveDeclaration } from "./resolved.ts";

export interface GraphOptions {
  /** The resources whose conditions hold. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The resources whose conditions do not hold: names that exist, but not here. */
  readonly absent: ReadonlySet<string>;
  /** The resources that a mistake left out. */
  readonly failed: ReadonlySet<string>;
  /** Other names for resources, such as `Api.Stage` for the stage that SAM generates. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly behaviourOf: ResolutionDependencies["behaviourOf"];
  /** Tells whether resources of a type run here. */
  runs(type: string): boolean;
  readonly statics: StaticScope;
}

/** A template's resources as they refer to each other: each is evaluated once, when it is first asked for. */
export interface ResourceGraph {
  readonly resolver: Resolver;
  /** Throws a `TemplateMistake` when the resource does not exist or depends on itself. */
  get(logicalId: string, at: Location): Resolved;
}

export function createResourceGraph(options: GraphOptions, compilation: Compilation): ResourceGraph {
  const { declarations, aliases, behaviourOf } = options;
  const resolved = new Map<string, Resolved>();
  const underway = new Set<string>();
  const scope = scopeOf(options, get);
  const resolver = createResolver(scope, compilation.positions);

  const dependencies: ResolutionDependencies = {
    resolver,
    behaviourOf,
    isMadeUp: (expression) => isMadeUp(expression, scope),
  };

  function get(name: string, at: Location): Resolved {
    const logicalId = aliases.get(name) ?? name;
    const known = resolved.get(logicalId);
    if (known) return known;
    const declaration = declarations.get(logicalId);
    if (!declaration) throw unknownName(logicalId, options, at);
    if (underway.has(logicalId)) throw circle([...underway], logicalId, at);
    underway.add(logicalId);
    try {
      const result = resolveDeclaration(declaration, dependencies, compilation);
      resolved.set(logicalId, result);
      return result;
    } finally {
      underway.delete(logicalId);
    }
  }

  return { resolver, get };
}

/** The names that functions look up: parameters and the like first, then resources. */
function scopeOf({ aliases, statics, declarations, runs }: GraphOptions, get: ResourceGraph["get"]): Scope {
  return {
    ...statics.scope,
    ref: (name, at) => (statics.knows(name) ? statics.scope.ref(name, at) : get(name, at).physicalId),
    isMadeUp(name) {
      const declaration = declarations.get(aliases.get(name) ?? name);
      return declaration ? !runs(declaration.type) : statics.scope.isMadeUp(name);
    },
    attribute(logicalId, attribute, at) {
      const [first = "", ...rest] = attribute.split(".");
      const alias = aliases.get(`${logicalId}.${first}`);
      if (alias === undefined) return get(logicalId, at).attribute(attribute, at);
      return rest.length === 0 ? get(alias, at).physicalId : get(alias, at).attribute(rest.join("."), at);
    },
  };
}

function unknownName(name: string, { absent, failed }: GraphOptions, at: Location): TemplateMistake {
  if (failed.has(name)) return new TemplateMistake(CONSEQUENCE, `${name} has a mistake.`, at);
  if (absent.has(name))
    return new TemplateMistake("absent-resource", `${name} does not exist here: its condition does not hold.`, at);
  return new TemplateMistake("unknown-reference", `There is no parameter or resource ${name}.`, at);
}

function circle(path: readonly string[], logicalId: string, at: Location): TemplateMistake {
  const names = [...path.slice(path.indexOf(logicalId)), logicalId].join(" → ");
  return new TemplateMistake("circular-dependency", `Resources depend on each other: ${names}.`, at);
}
