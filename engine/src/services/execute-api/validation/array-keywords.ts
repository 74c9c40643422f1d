import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { argument, count } from "./argument.ts";
import { type Check, childPath, type Keyword, rule, VALID } from "./check.ts";

const forArrays = (holds: (value: readonly unknown[]) => boolean, message: string) =>
  rule((value) => !Array.isArray(value) || holds(value), message);

const forItems =
  (itemCheck: (index: number) => Check | undefined): Check =>
  (value, path, depth) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => itemCheck(index)?.(item, childPath(path, index), depth + 1) ?? VALID)
      : VALID;

/** `items` as a list binds each place; what is beyond is `additionalItems`' to judge. */
const placesOf = (items: unknown) => (Array.isArray(items) ? items.length : undefined);

function areUnique(items: readonly unknown[]): boolean {
  const scalars = new Set(items.filter((item) => typeof item !== "object" || item === null));
  const objects = items.filter((item) => typeof item === "object" && item !== null);
  if (scalars.size + objects.length < items.length) return false;
  return objects.every((item, index) => !objects.slice(0, index).some((other) => isDeepStrictEqual(item, other)));
}

/** Keywords about arrays (draft 4, section 5.3). */
export const ARRAY_KEYWORDS: Readonly<Record<string, Keyword>> = {
  items: (value, _schema, compile) => {
    if (!Array.isArray(value)) {
      const check = compile(value);
      return forItems(() => check);
    }
    const checks = value.map(compile);
    return forItems((index) => checks[index]);
  },
  additionalItems: (value, { items }, compile) => {
    const places = placesOf(items);
    if (places === undefined || value === true) return () => VALID;
    if (value === false) return forArrays((actual) => actual.length <= places, `must have at most ${places} items`);
    const check = compile(value);
    return forItems((index) => (index < places ? undefined : check));
  },
  maxItems: (value) => {
    const limit = argument("maxItems", count, value);
    return forArrays((actual) => actual.length <= limit, `must have at most ${limit} items`);
  },
  minItems: (value) => {
    const limit = argument("minItems", count, value);
    return forArrays((actual) => actual.length >= limit, `must have at least ${limit} items`);
  },
  uniqueItems: (value) =>
    argument("uniqueItems", z.boolean(), value) ? forArrays(areUnique, "must not have equal items") : () => VALID,
};
