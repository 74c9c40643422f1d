import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { NO_VALUE } from "../intrinsics/call.ts";
import { mapParts, type Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import type { Packages } from "../packages/packages.ts";
import { isContainer, isObject, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import { type IncludeUse, includesOf, usesIncludes } from "./include-use.ts";
import { CIRCULAR_INCLUDE, findIncluded, includeMistake, readIncluded, wayTo } from "./included-file.ts";
import { withIncluded } from "./with-included.ts";

export interface IncludeDependencies {
  /** The templates around this one and itself, real paths, outermost first. */
  readonly templates: readonly string[];
  readonly packages: Packages;
  /** Resolves a `Location`, which may be made of parameters. */
  readonly resolver: Resolver;
  /** Tells whether resources of that type have an effect here. */
  hasEffect(type: string): boolean;
}

export interface Expanded {
  readonly root: PlainObject;
  /** The included files, those too that are not there. */
  readonly files: readonly string[];
}

/** A part of the template that is being expanded. */
interface Part {
  /** Its keys from the top of the template. */
  readonly path: readonly (string | number)[];
  readonly at: Location;
  /** The type of the resource around it. */
  readonly type?: string | undefined;
  /** The templates, and the files that were included on the way to this part: real paths. */
  readonly files: readonly string[];
}

/** Sections of which a part may be missing while the rest runs; a use of what is missing is a mistake of its own. */
const OPTIONAL: readonly unknown[] = ["Outputs", "Metadata", "Rules", "Hooks", "Mappings", "Conditions"];

/** Puts the content of files in the place of each `AWS::Include`. What cannot be included becomes a notice. */
export function expandIncludes(
  root: PlainObject,
  dependencies: IncludeDependencies,
  compilation: Compilation,
): Expanded {
  if (!usesIncludes(root)) return { root, files: [] };
  const files = new Set<string>();
  const expand = createExpansion(dependencies, files, compilation);
  const expanded = expand(root, { path: [], at: compilation.positions.top, files: dependencies.templates });
  return { root: objectOf(expanded), files: [...files] };
}

/** Expands a part of the template, and adds the files that it would read to `read`. */
function createExpansion(
  { packages, resolver, hasEffect }: IncludeDependencies,
  read: Set<string>,
  compilation: Compilation,
): (value: unknown, part: Part) => unknown {
  const { positions, notices } = compilation;

  function expand(value: unknown, part: Part): unknown {
    if (!isContainer(value)) return value;
    const below = mapParts(value, (inner, key) => expand(inner, partBelow(part, value, key, inner)), positions);
    return isObject(below) ? includesOf(below).reduce(includeAll(part), below) : below;
  }

  function partBelow(part: Part, value: object, key: string | number, inner: unknown): Part {
    const path = [...part.path, key];
    const type = path.length === 2 && path[0] === "Resources" ? textOf(objectOf(inner).Type) : part.type;
    return { ...part, path, type, at: positions.at(value, key) ?? part.at };
  }

  const includeAll =
    (part: Part) =>
    (map: unknown, { key, includes, others }: ReturnType<typeof includesOf>[number]): unknown => {
      const { [key]: _transforms, ...rest } = objectOf(map);
      const own = others.length > 0 ? { ...rest, [key]: others } : rest;
      const at = positions.at(objectOf(map), key) ?? part.at;
      return includes.reduce(
        (whole: unknown, use) => attempt(use, objectOf(whole), { ...part, at }),
        positions.inherit(own, objectOf(map)),
      );
    };

  /** The map with what a use includes; the map itself when that fails. */
  function attempt(use: IncludeUse, map: PlainObject, part: Part): unknown {
    try {
      const into = { at: part.at, isTemplate: part.path.length === 0 };
      return withIncluded(map, include(objectOf(use), part), into, compilation);
    } catch (error) {
      notices.take(error, { severity: severityOf(error, use, part) });
      return map;
    }
  }

  function include({ Parameters }: PlainObject, part: Part): unknown {
    const parameters = objectOf(Parameters);
    const at = positions.at(parameters, "Location") ?? part.at;
    if (part.path[0] === "Parameters") throw includeMistake("AWS::Include cannot stand in Parameters.", at);
    const location = textOf(resolver.resolve(parameters.Location ?? NO_VALUE, at));
    if (location === undefined) throw includeMistake("AWS::Include needs a Location.", at);
    const file = findIncluded(location, packages, at);
    read.add(file);
    const files = wayTo(file, part.files, at);
    return expand(readIncluded(file, compilation, at), { ...part, at: { file, line: 1, column: 1 }, files });
  }

  function severityOf(error: unknown, use: IncludeUse, { path: [section], type }: Part): "error" | "warning" {
    if (error instanceof TemplateMistake && error.code === CIRCULAR_INCLUDE) return "error";
    const isHarmless = !isObject(use) || OPTIONAL.includes(section) || (type !== undefined && !hasEffect(type));
    return isHarmless ? "warning" : "error";
  }

  return expand;
}
