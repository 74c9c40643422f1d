import { compareNumbers, isNumber, JsonNumber, stringifyExactJson } from "../exact-json.ts";

/** A list that the template made itself; those of a JSON text print as JSON. */
export class TemplateList extends Array<unknown> {}

/** `$input` and `$util`: what a template may call on them and nothing else. */
export class HostObject {
  readonly members: Readonly<Record<string, unknown>>;
  constructor(members: Readonly<Record<string, unknown>>) {
    this.members = members;
  }
}

export type MapValue = Record<string, unknown>;

export const isMap = (value: unknown): value is MapValue =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof HostObject || value instanceof JsonNumber);

/** A member of its own; never what an object inherits. */
export const ownMember = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/** Sets a member as data, `__proto__` too. */
export function setMember(value: object, name: string, content: unknown): void {
  Object.defineProperty(value, name, { value: content, writable: true, enumerable: true, configurable: true });
}

/**
 * Prints a value. API Gateway renders what does not exist as nothing, a JSON object as Java does, `{k=v}`, and a
 * JSON array as JSON.
 */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || value instanceof HostObject) return "";
  if (value instanceof TemplateList) return `[${value.map(textOf).join(", ")}]`;
  if (Array.isArray(value)) return stringifyExactJson(value);
  if (!isMap(value)) return String(value);
  const pairs = Object.entries(value).map(([key, content]) => `${key}=${content === null ? "null" : textOf(content)}`);
  return `{${pairs.join(", ")}}`;
}

/** Velocity's truth: all but null and false, an empty text and zero included. */
export const isTrue = (value: unknown) => value !== undefined && value !== null && value !== false;

/** Values of one kind by themselves, others by their text, and nothing equals only nothing. */
export function areEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? undefined) === undefined || (b ?? undefined) === undefined) return (a ?? undefined) === (b ?? undefined);
  return isNumber(a) && isNumber(b) ? compareNumbers(a, b) === 0 : textOf(a) === textOf(b);
}
