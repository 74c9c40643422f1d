import { isObject, listOf, own, type PlainObject } from "../plain-data.ts";

const INCLUDE = "AWS::Include";

/** The keys that hold transforms: in any map, and as the section of a template or the long form's short name. */
const TRANSFORM_KEYS = ["Fn::Transform", "Transform"] as const;

/** One use of `AWS::Include`; a bare name says of no file. */
export type IncludeUse = PlainObject | typeof INCLUDE;

/** The includes that a map has under one of its keys. */
export interface IncludesOfKey {
  readonly key: string;
  readonly includes: readonly IncludeUse[];
  /** The transforms beside them. */
  readonly others: readonly unknown[];
}

const isInclude = (transform: unknown): transform is IncludeUse =>
  transform === INCLUDE || (isObject(transform) && transform.Name === INCLUDE);

/** The includes of a map itself, not of its parts. */
export function includesOf(map: PlainObject): readonly IncludesOfKey[] {
  return TRANSFORM_KEYS.map((key) => {
    const transforms = listOf(own(map, key));
    const others = transforms.filter((transform) => !isInclude(transform));
    return { key, includes: transforms.filter(isInclude), others };
  }).filter(({ includes }) => includes.length > 0);
}

/** Tells whether a part of a template includes a file anywhere. */
export function usesIncludes(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(usesIncludes);
  return isObject(part) && (includesOf(part).length > 0 || Object.values(part).some(usesIncludes));
}
