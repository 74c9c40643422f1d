import type { Location } from "../../kernel/errors.ts";
import { mapParts, type Resolver } from "../intrinsics/resolver.ts";
import { TemplateMistake } from "../mistake.ts";
import { isContainer, isObject, type PlainObject, textOf } from "../plain-data.ts";
import type { Positions } from "../positions.ts";

const LOOP = "Fn::ForEach::";

/** A template of 1 MB, which CloudFormation takes once its loops are unrolled, has no room for more. */
const MAX_VALUES = 262_144;

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
  let made = 0;
  const unroll = (part: unknown, place: Location): unknown => {
    if (!isContainer(part)) return part;
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
    const count = () => {
      made += 1;
      if (made > MAX_VALUES)
        throw new TemplateMistake(
          "invalid-loop",
          `${key} makes more than ${MAX_VALUES} values of the template.`,
          place,
        );
    };
    return values.map((item) => {
      const iteration: Iteration = { identifier, value: textOf(item) ?? "", positions, count };
      return substitute(body, iteration) as PlainObject;
    });
  }

  return unroll(value, at);
}

/** One turn of a loop. */
interface Iteration {
  readonly identifier: string;
  readonly value: string;
  readonly positions: Positions;
  /** Hears of each value that the turn makes. */
  count(): void;
}

/** `&{Name}` is the value without what a logical id may not contain. */
function substitute(part: unknown, iteration: Iteration): unknown {
  const { identifier, value, positions, count } = iteration;
  count();
  const replace = (text: string) =>
    text.replaceAll(`\${${identifier}}`, value).replaceAll(`&{${identifier}}`, value.replace(/[^A-Za-z0-9]/g, ""));
  if (typeof part === "string") return replace(part);
  if (!isContainer(part)) return part;
  if (isObject(part) && part.Ref === identifier) return value;
  const mapped = mapParts(part, (inner) => substitute(inner, iteration), positions);
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
