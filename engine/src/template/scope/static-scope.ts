import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { NeedsResource, type Scope } from "../intrinsics/call.ts";
import { createResolver, type Resolver } from "../intrinsics/resolver.ts";
import { isObject, listOf, own, type PlainObject, textOf } from "../plain-data.ts";
import { readScalar11 } from "../text/scalars.ts";
import { createConditions } from "./conditions.ts";
import { pseudoParameters } from "./identity.ts";
import type { Parameters } from "./parameters.ts";

export interface StaticScopeOptions {
  readonly parameters: Parameters;
  readonly mappings: PlainObject;
  readonly conditions: PlainObject;
  /** The user's value for another stack's export. */
  imported(exportName: string): string | undefined;
}

/** All that is known before any resource is looked at. */
export interface StaticScope {
  /** References to resources throw `NeedsResource`. */
  readonly scope: Scope;
  readonly resolver: Resolver;
  /** Tells whether `Ref` of that name is a parameter or pseudo parameter. */
  knows(name: string): boolean;
}

export function createStaticScope(options: StaticScopeOptions, compilation: Compilation): StaticScope {
  const { parameters } = options;
  const { positions, notices, stack } = compilation;
  const mentioned = new Set<string>();

  function noteOnce(code: string, message: string, location: Location): void {
    if (mentioned.has(message)) return;
    mentioned.add(message);
    notices.add("warning", code, message, { location });
  }

  function noteUnread(parameter: string): void {
    const named = parameters.named.get(parameter);
    if (!named) return;
    const { name, location } = named;
    const message = `Parameter ${parameter} names the Systems Manager parameter ${name}, which is not known here; give its value with --ssm ${name}=VALUE.`;
    noteOnce("ssm-parameter-unread", message, location);
  }

  /** An export that nobody gave stands as its own name: most often (a network, a role) nothing here depends on it. */
  function noteImport(name: string, location: Location, kind: "export" | "output"): string {
    const source = kind === "export" ? "Another stack exports" : "Another stack has the output";
    const message = `${source} ${name}, which is not known here; give its value with --parameter ${name}=VALUE.`;
    noteOnce("import-unknown", message, location);
    return name;
  }

  const names: PlainObject = { ...parameters.values, ...pseudoParameters(stack) };

  const scope: Scope = {
    ref(name, at) {
      noteUnread(name);
      if (!Object.hasOwn(names, name)) throw new NeedsResource(name, at);
      return names[name];
    },
    attribute(logicalId, _attribute, at) {
      throw new NeedsResource(logicalId, at);
    },
    condition: (name, at) => conditions(name, at),
    mapping(name, topLevelKey, secondLevelKey) {
      const first = own(options.mappings, name);
      const second = isObject(first) ? underKey(first, topLevelKey) : undefined;
      return isObject(second) ? underKey(second, secondLevelKey) : undefined;
    },
    imported: (name, at, kind) => options.imported(name) ?? noteImport(name, at, kind),
    isMadeUp: (name) => parameters.named.has(name) || parameters.madeUp.has(name),
    refAll: (type) => parameters.ofType(type).flatMap((name) => listOf(parameters.values[name]).map(String)),
  };
  const resolver = createResolver(scope, positions);
  const conditions = createConditions(options.conditions, { positions, scope, resolver });
  return { scope, resolver, knows: (name) => Object.hasOwn(names, name) };
}

/** The value under a key, which may be written as YAML 1.1 has it: `yes` is found as `true`, which a parameter gives. */
function underKey(map: PlainObject, key: string): unknown {
  if (Object.hasOwn(map, key)) return map[key];
  const written = Object.keys(map).find((each) => textOf(readScalar11(each)?.value) === key);
  return written === undefined ? undefined : map[written];
}
