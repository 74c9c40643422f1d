import * as core from "zod/v4/core";
import { isObject } from "../plain-data.ts";

type Path = readonly (string | number)[];
type Schema = core.$ZodType;

/** The paths of the keys in `value` that `schema` does not read, without those below another of them. */
export function unknownKeys(schema: Schema, value: unknown): readonly Path[] {
  const inner = unwrap(schema);
  if (inner instanceof core.$ZodUnion)
    return fewest(inner._zod.def.options.map((option) => unknownKeys(option, value)));
  if (Array.isArray(value) && inner instanceof core.$ZodArray)
    return value.flatMap((item, index) => below(index, unknownKeys(inner._zod.def.element, item)));
  if (!isObject(value)) return [];
  if (inner instanceof core.$ZodRecord)
    return Object.entries(value).flatMap(([key, item]) => below(key, unknownKeys(inner._zod.def.valueType, item)));
  return inner instanceof core.$ZodObject ? unknownInObject(inner, value) : [];
}

/** The keys that `schema` reads of a map. */
export function knownKeys(schema: Schema): readonly string[] {
  const inner = unwrap(schema);
  if (inner instanceof core.$ZodUnion) return [...new Set(inner._zod.def.options.flatMap(knownKeys))];
  return inner instanceof core.$ZodObject ? Object.keys(inner._zod.def.shape) : [];
}

/** Tells whether anything is read from what a map has under `key`. */
export const isRead = (schema: Schema, key: string): boolean => unknownKeys(schema, { [key]: null }).length === 0;

function unknownInObject(schema: core.$ZodObject, value: Readonly<Record<string, unknown>>): readonly Path[] {
  const { shape, catchall } = schema._zod.def;
  return Object.entries(value).flatMap(([key, item]) => {
    const member = Object.hasOwn(shape, key) ? shape[key] : catchall;
    return member ? below(key, unknownKeys(member, item)) : [[key]];
  });
}

const below = (key: string | number, paths: readonly Path[]) => paths.map((path) => [key, ...path]);

/** A key is known when any branch of a union reads it. */
function fewest(branches: readonly (readonly Path[])[]): readonly Path[] {
  const [first = [], ...others] = branches;
  const keys = (paths: readonly Path[]) => new Set(paths.map((path) => path.join("\0")));
  const rest = others.map(keys);
  return first.filter((path) => rest.every((branch) => branch.has(path.join("\0"))));
}

/** The schema that says what keys there are, below what only changes or allows its absence. */
function unwrap(schema: Schema): Schema {
  if (schema instanceof core.$ZodPipe) return unwrap(inputOf(schema));
  if (schema instanceof core.$ZodLazy) return unwrap(schema._zod.def.getter());
  for (const wrapper of WRAPPERS) if (schema instanceof wrapper) return unwrap(schema._zod.def.innerType);
  return schema;
}

/** The schema that says more of a pipe: the second where the first is a transform (`z.preprocess`). */
const inputOf = ({ _zod: { def } }: core.$ZodPipe) => (def.in instanceof core.$ZodTransform ? def.out : def.in);

const WRAPPERS = [
  core.$ZodOptional,
  core.$ZodNullable,
  core.$ZodDefault,
  core.$ZodPrefault,
  core.$ZodReadonly,
  core.$ZodCatch,
  core.$ZodNonOptional,
] as const;
