import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { isObject, type PlainObject } from "../plain-data.ts";
import { includeMistake } from "./included-file.ts";

export interface IncludedInto {
  /** The place of the transform. */
  readonly at: Location;
  /** True for the template as a whole, whose sections are joined. */
  readonly isTemplate: boolean;
}

/**
 * A map with what was included into it. A file that stands for all of a map may also be a list. A key that the map has
 * itself is not replaced: AWS does not say which of the two counts. Throws a `TemplateMistake`.
 */
export function withIncluded(
  map: PlainObject,
  content: unknown,
  { at, isTemplate }: IncludedInto,
  { positions, notices }: Compilation,
): unknown {
  if (Array.isArray(content) && Object.keys(map).length === 0) return content;
  if (!isObject(content)) throw includeMistake("An included file must hold a map of keys and values.", at);

  function join(own: PlainObject, included: PlainObject, depth: number): PlainObject {
    const both = Object.keys(included).filter((key) => Object.hasOwn(own, key));
    const joined = both.map((key) => [key, joinValues(own, included, key, depth)] as const);
    return positions.inherit({ ...included, ...own, ...Object.fromEntries(joined) }, included, own);
  }

  function joinValues(own: PlainObject, included: PlainObject, key: string, depth: number): unknown {
    const [first, second] = [own[key], included[key]];
    if (depth > 0 && isObject(first) && isObject(second)) return join(first, second, depth - 1);
    const location = positions.at(included, key) ?? at;
    if (!isDeepEqual(first, second))
      notices.add("warning", "included-twice", `${key} stands in the template too, and that one counts.`, { location });
    return first;
  }

  return join(map, content, isTemplate ? 1 : 0);
}

const isDeepEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
