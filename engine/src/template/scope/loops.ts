import type { Location } from "../../kernel/errors.ts";
import { mapParts, type Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import { isObject, type PlainObject, textOf } from "../plain-data.ts";
import type { Positions } from "../positions.ts";

const LOOP = "Fn::ForEach::";

/** Tells whether `value` contains a loop. */
export function usesLoops(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(usesLoops);
  return isObject(value) && Object.entries(value).some(([key, part]) => key.startsWith(LOOP) || usesLoops(part));
}

/**
 * Unrolls `Fn::ForEach`: `{"Fn::ForEach::Name": [Identifier, [values], {…}]}` becomes the body once per value, with
 * `${Identifier}` replaced in keys and texts. Throws a `TemplateMistake`.
 */
export function unrollLoops(value: unknown, at: Location, resolver: Resolver, positions: Positions): unknown {
  const unroll = (part: unknown, place: Location): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const map = mapParts(part, (inner, key) => unroll(inner, positions.at(part, key) ?? place), positions);
    return isObject(map) && Object.keys(map).some((key) => key.startsWith(LOOP)) ? unrollIn(map, place) : map;
  };

  function unrollIn(map: PlainObject, place: Location): PlainObject {
    const bodies = Object.entries(map).map(([key, part]): readonly PlainObject[] => {
      if (!key.startsWith(LOOP)) return [positions.inherit({ [key]: part }, map)];
      return iterate(key, part, positions.at(map, key) ?? place);
    });
    const parts = bodies.flat();
    return positions.inherit(Object.fromEntries(parts.flatMap(Object.entries)), ...parts);
  }

  function iterate(key: string, loop: unknown, place: Location): readonly PlainObject[] {
    const [identifier, collection, body] = Array.isArray(loop) ? loop : [];
    const values = resolver.resolve(collection, place);
    if (typeof identifier !== "string" || !Array.isArray(values) || !isObject(body))
      throw new TemplateMistake("invalid-loop", `${key} takes a name, a list of values and a map.`, place);
    return values.map((item) => substitute(body, identifier, textOf(item) ?? "", positions) as PlainObject);
  }

  return unroll(value, at);
}

/** `&{Name}` is the value without what a logical id may not contain. */
function substitute(part: unknown, identifier: string, value: string, positions: Positions): unknown {
  const replace = (text: string) =>
    text.replaceAll(`\${${identifier}}`, value).replaceAll(`&{${identifier}}`, value.replace(/[^A-Za-z0-9]/g, ""));
  if (typeof part === "string") return replace(part);
  if (typeof part !== "object" || part === null) return part;
  if (isObject(part) && part.Ref === identifier) return value;
  const mapped = mapParts(part, (inner) => substitute(inner, identifier, value, positions), positions);
  if (!isObject(mapped)) return mapped;
  return rename(mapped, replace, positions);
}

function rename(map: PlainObject, replace: (key: string) => string, positions: Positions): PlainObject {
  const renamed = Object.fromEntries(Object.entries(map).map(([key, part]) => [replace(key), part]));
  const places = Object.keys(map).flatMap((key) => {
    const place = positions.at(map, key);
    return place ? [[replace(key), place] as const] : [];
  });
  positions.set(renamed, new Map(places));
  return renamed;
}
