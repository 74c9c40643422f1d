import { NO_NUMBER } from "../../kernel/words/say-issue.ts";
import { type ServiceModel, type Shape, shapeOf } from "./model.ts";
import { atLeast, atMost, enumConstraint, type InputPath, NOT_NULL, patternConstraint, sayViolation } from "./words.ts";

/** Says each thing that a model does not allow in an input whose types are right. `free`: shapes that limit nothing. */
export function violationsOf(
  input: unknown,
  shapeName: string,
  model: ServiceModel,
  free: ReadonlySet<string> = new Set(),
): readonly string[] {
  const found: string[] = [];
  const limitsOf = (name: string) => (free.has(name) ? typeAlone(shapeOf(model, name)) : shapeOf(model, name));
  visit(input, shapeName, [], { limitsOf, found });
  return found;
}

/** Bytes are shown by the name of their class. */
function shownAs(value: unknown, shape: Shape): unknown {
  if (shape.type !== "blob") return value;
  const bytes = sizeOf(value, shape.type);
  return `java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]`;
}

const typeAlone = ({ type, members, member, key, value }: Shape): Shape => ({ type, members, member, key, value });

interface Visit {
  readonly limitsOf: (shapeName: string) => Shape;
  readonly found: string[];
}

function visit(value: unknown, shapeName: string, path: InputPath, visited: Visit): void {
  const shape = visited.limitsOf(shapeName);
  for (const constraint of brokenBy(value, shape))
    visited.found.push(sayViolation(path, shownAs(value, shape), constraint, shape.sensitive));
  if (Array.isArray(value)) visitItems(value, shape, path, visited);
  else if (typeof value === "object" && value !== null && shape.members) visitMembers(value, shape, path, visited);
  else if (typeof value === "object" && value !== null && shape.value) visitEntries(value, shape, path, visited);
}

function visitMembers(value: object, { members = {}, required = [] }: Shape, path: InputPath, visited: Visit): void {
  for (const [name, shapeName] of Object.entries(members)) {
    const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    const inside = [...path, name];
    if (member !== undefined && member !== null) visit(member, shapeName, inside, visited);
    else if (required.includes(name)) visited.found.push(sayViolation(inside, undefined, NOT_NULL));
  }
}

function visitItems(items: readonly unknown[], { member = "" }: Shape, path: InputPath, visited: Visit): void {
  const shape = visited.limitsOf(member);
  if (isScalar(shape)) visitScalars(items, shape, "Member", { path, value: items, found: visited.found });
  else for (const [index, item] of items.entries()) visitHeld(item, member, [...path, index], visited);
}

/** A list or map holds nothing that is null. A form's entry may be without a value, too. */
function visitHeld(item: unknown, shapeName: string, path: InputPath, visited: Visit): void {
  if (item === null || item === undefined) visited.found.push(sayViolation(path, undefined, NOT_NULL));
  else visit(item, shapeName, path, visited);
}

function visitEntries(value: object, { key = "", value: content = "" }: Shape, path: InputPath, visited: Visit): void {
  const { limitsOf, found } = visited;
  visitScalars(Object.keys(value), limitsOf(key), "Map keys", { path, value, found });
  const shape = limitsOf(content);
  if (isScalar(shape)) visitScalars(Object.values(value), shape, "Map value", { path, value, found });
  else for (const [name, item] of Object.entries(value)) visitHeld(item, content, [...path, name, "member"], visited);
}

const isScalar = ({ members, member, value }: Shape) =>
  members === undefined && member === undefined && value === undefined;

/** AWS tells of a list of texts as a whole, with all that each of them has to be. */
function visitScalars(
  scalars: readonly unknown[],
  shape: Shape,
  subject: string,
  at: { readonly path: InputPath; readonly value: unknown; readonly found: string[] },
): void {
  const isBroken = scalars.some((scalar) => scalar === null || brokenBy(scalar, shape).length > 0);
  if (!isBroken) return;
  const constraints = [...constraintsOf(shape), ...(scalars.includes(null) ? [NOT_NULL] : [])];
  const constraint = `${subject} must satisfy constraint: [${constraints.join(", ")}]`;
  at.found.push(sayViolation(at.path, at.value, constraint, shape.sensitive));
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
