import { NO_NUMBER } from "../../kernel/words/say-issue.ts";
import { type ServiceModel, type Shape, shapeOf } from "./model.ts";
import { shownAs } from "./shown.ts";
import { atLeast, atMost, enumConstraint, type InputPath, NOT_NULL, patternConstraint, sayViolation } from "./words.ts";

/** The limits of a shape and of all within it; undefined where there are none. */
export interface Limits {
  of(shapeName: string): Shape | undefined;
  readonly model: ServiceModel;
}

/** Reads a model's limits, once each. `free`: shapes that are left to others, with all that is within them. */
export function createLimits(model: ServiceModel, free: readonly string[] = []): Limits {
  const known = new Map<string, Shape | undefined>();
  function reachable(name: string, into: Set<string>): Set<string> {
    if (free.includes(name) || into.has(name)) return into;
    into.add(name);
    for (const part of partsOf(shapeOf(model, name))) reachable(part, into);
    return into;
  }
  return {
    model,
    of(name) {
      if (!known.has(name)) {
        const isLimited = [...reachable(name, new Set())].some((each) => limitsItself(shapeOf(model, each)));
        known.set(name, isLimited ? shapeOf(model, name) : undefined);
      }
      return known.get(name);
    },
  };
}

const partsOf = ({ members = {}, member, key, value }: Shape): readonly string[] =>
  [...Object.values(members), member, key, value].filter((part) => part !== undefined);

/** Lists and maps hold no null. */
const limitsItself = ({ type, min, max, pattern, enum: values, required }: Shape) =>
  type === "list" || type === "map" || [min, max, pattern, values, required].some((limit) => limit !== undefined);

/** Says each thing that a model does not allow in an input whose types are right. */
export function violationsOf(input: unknown, shapeName: string, limits: Limits): readonly string[] {
  const found: string[] = [];
  visit(input, shapeName, [], { limits, found });
  return found;
}

interface Visit {
  readonly limits: Limits;
  readonly found: string[];
}

function visit(value: unknown, shapeName: string, path: InputPath, visited: Visit): void {
  const shape = visited.limits.of(shapeName);
  if (!shape) return;
  const broken = brokenBy(value, shape);
  const shown = broken.length > 0 ? shownAs(value, shapeName, visited.limits.model) : value;
  for (const constraint of broken) visited.found.push(sayViolation(path, shown, constraint, shape.sensitive));
  if (Array.isArray(value)) visitItems(value, shape, path, visited);
  else if (typeof value === "object" && value !== null && shape.members) visitMembers(value, shape, path, visited);
  else if (typeof value === "object" && value !== null && shape.value) visitEntries(value, shapeName, path, visited);
}

function visitMembers(value: object, { members = {}, required = [] }: Shape, path: InputPath, visited: Visit): void {
  for (const name in members) {
    const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (member !== undefined && member !== null) visit(member, members[name] ?? "", [...path, name], visited);
    else if (required.includes(name)) visited.found.push(sayViolation([...path, name], undefined, NOT_NULL));
  }
}

function visitItems(items: readonly unknown[], { member = "" }: Shape, path: InputPath, visited: Visit): void {
  const shape = visited.limits.of(member) ?? UNLIMITED;
  if (isScalar(shape)) visitScalars(items, shape, "Member", { path, shown: () => items, found: visited.found });
  else for (const [index, item] of items.entries()) visitHeld(item, member, [...path, index], visited);
}

/** A list or map holds nothing that is null. A form's entry may be without a value, too. */
function visitHeld(item: unknown, shapeName: string, path: InputPath, visited: Visit): void {
  if (item === null || item === undefined) visited.found.push(sayViolation(path, undefined, NOT_NULL));
  else visit(item, shapeName, path, visited);
}

function visitEntries(value: object, shapeName: string, path: InputPath, visited: Visit): void {
  const { limits, found } = visited;
  const { key = "", value: content = "" } = shapeOf(limits.model, shapeName);
  const at = { path, shown: () => shownAs(value, shapeName, limits.model), found };
  visitScalars(Object.keys(value), limits.of(key) ?? UNLIMITED, "Map keys", at);
  const shape = limits.of(content) ?? UNLIMITED;
  if (isScalar(shape)) visitScalars(Object.values(value), shape, "Map value", at);
  else for (const [name, item] of Object.entries(value)) visitHeld(item, content, [...path, name, "member"], visited);
}

/** Stands for what has no limits; of it a list or map may only not hold null. */
const UNLIMITED: Shape = { type: "" };

const isScalar = ({ members, member, value }: Shape) =>
  members === undefined && member === undefined && value === undefined;

/** AWS tells of a list of texts as a whole, with all that each of them has to be. */
function visitScalars(
  scalars: readonly unknown[],
  shape: Shape,
  subject: string,
  at: { readonly path: InputPath; readonly shown: () => unknown; readonly found: string[] },
): void {
  const isBroken = scalars.some((scalar) => scalar === null || brokenBy(scalar, shape).length > 0);
  if (!isBroken) return;
  const constraints = [...constraintsOf(shape), ...(scalars.includes(null) ? [NOT_NULL] : [])];
  const constraint = `${subject} must satisfy constraint: [${constraints.join(", ")}]`;
  at.found.push(sayViolation(at.path, at.shown(), constraint, shape.sensitive));
}

/** All that a shape asks for. */
function constraintsOf({ type, min, max, pattern, enum: values }: Shape): readonly string[] {
  const measure = isNumber(type) ? "value" : "length";
  if (values) return [enumConstraint(values)];
  return [
    ...(max === undefined ? [] : [atMost(measure, max)]),
    ...(min === undefined ? [] : [atLeast(measure, min)]),
    ...(pattern === undefined ? [] : [patternConstraint(pattern)]),
  ];
}

/** Those of a shape's constraints that a value breaks. */
function brokenBy(value: unknown, shape: Shape): readonly string[] {
  const { type, min, max, pattern, enum: values } = shape;
  if (isNumber(type) && !Number.isFinite(Number(value))) return [NO_NUMBER];
  if (values) return values.includes(String(value)) ? [] : [enumConstraint(values)];
  const size = sizeOf(value, type);
  return [
    ...(pattern !== undefined && typeof value === "string" && !regExpOf(pattern).test(value)
      ? [patternConstraint(pattern)]
      : []),
    ...(min !== undefined && size < min ? [atLeast(isNumber(type) ? "value" : "length", min)] : []),
    ...(max !== undefined && size > max ? [atMost(isNumber(type) ? "value" : "length", max)] : []),
  ];
}

const isNumber = (type: string) => type === "integer" || type === "long" || type === "double" || type === "float";

function sizeOf(value: unknown, type: string): number {
  if (isNumber(type)) return Number(value);
  if (type === "blob") return Buffer.byteLength(String(value), "base64");
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

const compiled = new Map<string, RegExp>();

/** AWS holds a pattern against the whole text. One that JavaScript cannot read allows all. */
function regExpOf(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? compile(`^(?:${pattern})$`, "u") ?? compile(`^(?:${pattern})$`, "") ?? /^/;
  compiled.set(pattern, known);
  return known;
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
