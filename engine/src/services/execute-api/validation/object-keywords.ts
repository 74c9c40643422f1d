import { z } from "zod";
import { argument, count, names, pattern, schemaMap } from "./argument.ts";
import { type Check, childPath, isObject, type Keyword, rule, VALID } from "./check.ts";

type Members = Readonly<Record<string, unknown>>;

const forObjects = (holds: (value: Members) => boolean, message: string) =>
  rule((value) => !isObject(value) || holds(value), message);

const forMembers =
  (memberChecks: (name: string) => readonly Check[]): Check =>
  (value, path, depth) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, member]) =>
          memberChecks(name).flatMap((check) => check(member, childPath(path, name), depth + 1)),
        )
      : VALID;

const requires = (name: string): Check =>
  forObjects((actual) => Object.hasOwn(actual, name), `must have the property "${name}"`);

/** Whether `properties` or `patternProperties` speak of a name. */
function knownNames({ properties = {}, patternProperties = {} }: Members): (name: string) => boolean {
  const known = new Set(Object.keys(argument("properties", schemaMap, properties)));
  const patterns = Object.keys(argument("patternProperties", schemaMap, patternProperties)).map((source) =>
    pattern("patternProperties", source),
  );
  return (name) => known.has(name) || patterns.some((expression) => expression.test(name));
}

/** Keywords about objects (draft 4, section 5.4). */
export const OBJECT_KEYWORDS: Readonly<Record<string, Keyword>> = {
  maxProperties: (value) => {
    const limit = argument("maxProperties", count, value);
    return forObjects((actual) => Object.keys(actual).length <= limit, `must have at most ${limit} properties`);
  },
  minProperties: (value) => {
    const limit = argument("minProperties", count, value);
    return forObjects((actual) => Object.keys(actual).length >= limit, `must have at least ${limit} properties`);
  },
  required: (value) => {
    const checks = argument("required", names, value).map(requires);
    return (...place) => checks.flatMap((check) => check(...place));
  },
  properties: (value, _schema, compile) => {
    const checks = new Map(
      Object.entries(argument("properties", schemaMap, value)).map(([name, schema]) => [name, [compile(schema)]]),
    );
    return forMembers((name) => checks.get(name) ?? []);
  },
  patternProperties: (value, _schema, compile) => {
    const checks = Object.entries(argument("patternProperties", schemaMap, value)).map(
      ([source, schema]) => [pattern("patternProperties", source), compile(schema)] as const,
    );
    return forMembers((name) => checks.flatMap(([expression, check]) => (expression.test(name) ? [check] : [])));
  },
  additionalProperties: (value, schema, compile) => {
    if (value === true) return () => VALID;
    const isKnown = knownNames(schema);
    const check = value === false ? rule(() => false, "must not be there") : compile(value);
    return forMembers((name) => (isKnown(name) ? [] : [check]));
  },
  dependencies: (value, _schema, compile) => {
    const dependencies = argument("dependencies", z.record(z.string(), z.union([names, schemaMap])), value);
    const checks = Object.entries(dependencies).flatMap(([name, needed]) =>
      (Array.isArray(needed) ? needed.map(requires) : [compile(needed)]).map((check) => [name, check] as const),
    );
    return (actual, path, depth) =>
      isObject(actual)
        ? checks.flatMap(([name, check]) => (Object.hasOwn(actual, name) ? check(actual, path, depth) : VALID))
        : VALID;
  },
};
