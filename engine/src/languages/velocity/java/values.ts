import { isNumber } from "../../exact-json.ts";
import type { Variables } from "../variables.ts";
import { JavaNumber, LONGEST_NUMBER, numberOfJson } from "./numbers.ts";
import { jsonTextOf } from "./write-json.ts";

/**
 * Java's values here: texts and booleans as they are, numbers as `JavaNumber`, maps as `Map` (any member's name is
 * data, and the order is kept), lists of a JSON text as arrays, and the classes below.
 */
export type ListType = "ArrayList" | "Set" | "Collection" | "String[]";

/** A list that no JSON text held: it prints as `[a, b]`, a JSON array as JSON. */
export class JavaList extends Array<unknown> {
  type: ListType = "ArrayList";

  static holding(items: Iterable<unknown>, type: ListType = "ArrayList"): JavaList {
    const list = new JavaList();
    for (const item of items) list.push(item);
    list.type = type;
    return list;
  }
}

/** One character of a text, which equals no text. */
export class Character {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An entry of a map, which writes through to it. */
export class Entry {
  readonly map: Map<unknown, unknown>;
  readonly key: unknown;
  constructor(map: Map<unknown, unknown>, key: unknown) {
    this.map = map;
    this.key = key;
  }
}

export class JavaIterator {
  readonly items: readonly unknown[];
  at = 0;
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

export class JavaClass {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** `$input`, `$util` and the like: members that a template may read, and methods, called by name. */
export class HostObject {
  readonly members: ReadonlyMap<string, unknown>;
  readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  constructor(
    methods: Readonly<Record<string, (...args: unknown[]) => unknown>>,
    members: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.methods = methods;
    this.members = members;
  }
}

/** A text that is made when it is printed: `#define`d. It sees the variables of the place that prints it. */
export class Renderable {
  readonly render: (variables?: Variables) => string;
  constructor(render: (variables?: Variables) => string) {
    this.render = render;
  }
}

export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;

const PRINTERS: readonly (readonly [abstract new (...args: never[]) => unknown, (value: never) => string])[] = [
  [JavaList, (list: JavaList) => listText(list)],
  [Array, (list: readonly unknown[]) => jsonTextOf(list, { escapesSlashes: true })],
  [Map, (map: ReadonlyMap<unknown, unknown>) => mapText(map)],
  [Entry, (entry: Entry) => `${elementText(entry.key)}=${elementText(entry.map.get(entry.key))}`],
  [Character, (character: Character) => character.text],
  [JavaClass, (javaClass: JavaClass) => `class ${javaClass.name}`],
  [Renderable, (renderable: Renderable) => renderable.render()],
  [JavaIterator, () => "java.util.ArrayList$Itr@1b6d3586"],
  [HostObject, () => ""],
];

/** Prints as Java's `toString` does, and what does not exist as nothing, which is API Gateway's way. */
export function textOf(value: unknown): string {
  if (isMissing(value)) return "";
  if (typeof value !== "object") return String(value);
  const printer = PRINTERS.find(([type]) => value instanceof type)?.[1];
  return printer ? printer(value as never) : String(value);
}

const elementText = (value: unknown) => (isMissing(value) ? "null" : textOf(value));

/** An array of texts prints its type and an address. */
const listText = (list: JavaList) =>
  list.type === "String[]" ? "[Ljava.lang.String;@1b6d3586" : `[${list.map(elementText).join(", ")}]`;

const mapText = (map: ReadonlyMap<unknown, unknown>) =>
  `{${[...map].map(([key, value]) => `${elementText(key)}=${elementText(value)}`).join(", ")}}`;

/** Java's `equals`: an Integer equals no Long, and a list one with the same items. */
export function javaEquals(a: unknown, b: unknown): boolean {
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  if (a instanceof JavaNumber) return b instanceof JavaNumber && haveSameValue(a, b);
  if (a instanceof Character) return b instanceof Character && a.text === b.text;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => javaEquals(item, b[at]));
  if (a instanceof Map)
    return b instanceof Map && a.size === b.size && [...a].every((e) => javaEquals(e[1], b.get(e[0])));
  return a === b;
}

const haveSameValue = (a: JavaNumber, b: JavaNumber) =>
  a.type === b.type &&
  a.digits === b.digits &&
  a.scale === b.scale &&
  Object.is(a.double, b.double) &&
  isShortOrSame(a, b);

const isShortOrSame = (a: JavaNumber, b: JavaNumber) => a.length <= LONGEST_NUMBER || String(a) === String(b);

/** Takes data of JavaScript over. */
export function fromData(value: unknown): unknown {
  if (isNumber(value)) return numberOfJson(String(value));
  if (Array.isArray(value)) return value.map(fromData);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([name, content]) => [name, fromData(content)]));
}
