import { nearestName } from "../../kernel/words/nearest-name.ts";
import type { Compilation } from "../compilation.ts";
import { isObject, objectOf, own, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { type Declaration, declare } from "../resources/declaration.ts";
import type { StaticScope } from "../scope/static-scope.ts";
import { embeddedConnectors } from "./connector/embedded.ts";
import { notifyingBuckets } from "./events/buckets.ts";
import type { Expansion, SamContext } from "./expansion/context.ts";
import { checkGlobals, withGlobals } from "./globals.ts";
import { implicitApis } from "./implicit-apis.ts";
import { settleValue } from "./settle.ts";
import { samTypes } from "./types.ts";

export interface SamOptions {
  readonly globals: PlainObject;
  /** True when the template names the SAM transform, as AWS demands. */
  readonly declared: boolean;
  readonly statics: StaticScope;
}

/** The resources of a template as the SAM transform makes them. */
export interface Transformed {
  /** The resources in the template's order, each of SAM's replaced by what it becomes. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Names of generated resources that a template may use, such as `Api.Stage`, and what they stand for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Resources that could not be expanded. */
  readonly failed: ReadonlySet<string>;
}

/** Expands every `AWS::Serverless` resource. Mistakes become notices, and their resources are left out. */
export function transformSam(
  written: ReadonlyMap<string, Declaration>,
  options: SamOptions,
  compilation: Compilation,
): Transformed {
  checkGlobals(options.globals, compilation);
  noteUndeclared(written, options.declared, compilation);
  const context = prepare(written, options, compilation);
  const buckets = attempt(() => notifyingBuckets(context), new Map<string, Declaration>(), compilation);
  const declarations = new Map<string, Declaration>();
  const aliases = new Map<string, string>();
  const failed = new Set<string>();
  for (const declaration of context.declarations.values()) {
    const expansion = expand(declaration, context);
    if (expansion === FAILED) failed.add(declaration.logicalId);
    const results = expansion
      ? generatedFrom(declaration, expansion, compilation)
      : [buckets.get(declaration.logicalId) ?? declaration];
    for (const result of results) declarations.set(result.logicalId, result);
    for (const [name, target] of Object.entries(expansion?.aliases ?? {})) aliases.set(name, target);
  }
  return { declarations, aliases, failed };
}

function noteUndeclared(written: ReadonlyMap<string, Declaration>, declared: boolean, { notices }: Compilation): void {
  const first = [...written.values()].find(({ type }) => Object.hasOwn(samTypes, type));
  if (!first || declared) return;
  const message = "AWS::Serverless types need the line Transform: AWS::Serverless-2016-10-31.";
  notices.add("warning", "sam-not-declared", message, { location: first.location });
}

/** The resources as SAM sees them: with the globals, and with the APIs that events imply. */
function prepare(
  written: ReadonlyMap<string, Declaration>,
  { globals, statics }: SamOptions,
  compilation: Compilation,
): SamContext {
  const { positions } = compilation;
  const declarations = new Map<string, Declaration>();
  const add = (declaration: Declaration) =>
    declarations.set(declaration.logicalId, withoutNulls(withGlobals(declaration, globals, positions), positions));
  const context: SamContext = {
    ...compilation,
    declarations,
    settle: (value, at) => settleValue(value, at, statics.resolver, positions),
  };
  for (const declaration of written.values()) add(declaration);
  for (const declaration of embeddedConnectors(context)) add(declaration);
  for (const declaration of attempt(() => implicitApis(context), [], compilation)) add(declaration);
  return context;
}

/** A property of SAM's that is null counts as absent, as in `"Role": null` of AWS's templates for .NET. */
function withoutNulls(declaration: Declaration, positions: Positions): Declaration {
  const { type, properties } = declaration;
  if (!Object.hasOwn(samTypes, type)) return declaration;
  const events = Object.entries(objectOf(properties.Events)).map(([name, event]) => {
    const inner = objectOf(event);
    return [
      name,
      isObject(inner.Properties) ? changed(inner, { Properties: given(inner.Properties) }) : event,
    ] as const;
  });
  const Events = isObject(properties.Events) ? { Events: changed(properties.Events, Object.fromEntries(events)) } : {};
  return { ...declaration, properties: changed(given(properties), Events) };

  function given(map: PlainObject): PlainObject {
    const entries = Object.entries(map).filter(([, value]) => value !== null);
    return positions.inherit(Object.fromEntries(entries), map);
  }

  function changed(map: PlainObject, members: PlainObject): PlainObject {
    return positions.inherit({ ...map, ...members }, map);
  }
}

/** Gives what `task` gives; a mistake in it becomes a notice, and `otherwise` its result. */
function attempt<T>(task: () => T, otherwise: T, { notices }: Compilation, logicalId?: string): T {
  try {
    return task();
  } catch (error) {
    notices.take(error, logicalId === undefined ? {} : { logicalId });
    return otherwise;
  }
}

const FAILED: Expansion = { resources: {} };

/** Undefined for a resource that is none of SAM's. */
function expand(declaration: Declaration, context: SamContext): Expansion | undefined {
  const type = own(samTypes, declaration.type);
  if (!type) return undefined;
  const { logicalId, properties, location } = declaration;
  const known = type.properties ?? Object.keys(properties);
  for (const key of Object.keys(properties).filter((name) => !known.includes(name))) {
    const meant = nearestName(key, known);
    const message = `${declaration.type} has no property ${key}${meant === undefined ? "." : `; did you mean ${meant}?`}`;
    // SAM refuses every property that it does not know, but may have got one since this was written.
    context.notices.add(meant === undefined ? "warning" : "error", "unknown-property", message, {
      logicalId,
      location: context.positions.at(properties, key) ?? location,
    });
  }
  return attempt(() => type.expand(declaration, context), FAILED, context, logicalId);
}

/** Properties that have another name in CloudFormation, by SAM's. */
const RENAMED: Readonly<Record<string, string>> = { CodeUri: "Code", InlineCode: "Code", ImageUri: "Code" };

/** The places of such properties, under the names that they get. */
function renamed(properties: PlainObject, positions: Positions): object {
  const places = Object.entries(RENAMED).flatMap(([name, becomes]) => {
    const place = positions.at(properties, name);
    return place ? [[becomes, place] as const] : [];
  });
  const holder = {};
  positions.set(holder, new Map(places));
  return holder;
}

/** A generated resource stands where the SAM resource does, and so do its properties of the same names. */
function generatedFrom(
  source: Declaration,
  { resources }: Expansion,
  { positions }: Compilation,
): readonly Declaration[] {
  return Object.entries(resources).map(([logicalId, generated]) => {
    const body = positions.inherit({ ...generated }, source.body);
    if (logicalId === source.logicalId)
      positions.inherit(generated.Properties, renamed(source.properties, positions), source.properties);
    return declare(logicalId, generated.Type, body, source.location);
  });
}
