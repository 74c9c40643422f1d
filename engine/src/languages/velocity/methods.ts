import { isNumber } from "../exact-json.ts";
import { areEqual, isMap, type MapValue, ownMember, setMember, TemplateList, textOf } from "./values.ts";

type Method<T> = (self: T, ...args: unknown[]) => unknown;
type Methods<T> = Readonly<Record<string, Method<T>>>;

const list = (items: Iterable<unknown>) => TemplateList.from(items);
const toInteger = (value: unknown) => Math.trunc(Number(value));
const pattern = (source: unknown, flags = "") => new RegExp(textOf(source), flags);

/** Java writes groups as `$1` and escapes with a backslash; JavaScript would also read `$&` and its kind. */
const replacement = (text: unknown) => {
  const template = textOf(text);
  return (...match: unknown[]) =>
    template.replace(
      /\\(.)|\$(\d)/gs,
      (_, escaped?: string, group?: string) => escaped ?? textOf(match[Number(group)]),
    );
};

const ANY_METHODS: Methods<unknown> = {
  toString: (self: unknown) => textOf(self),
  equals: (self, other) => areEqual(self, other),
};

const TEXT_METHODS: Methods<string> = {
  length: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  isBlank: (self) => self.trim().length === 0,
  toLowerCase: (self) => self.toLowerCase(),
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
  strip: (self) => self.trim(),
  contains: (self, part) => self.includes(textOf(part)),
  startsWith: (self, part) => self.startsWith(textOf(part)),
  endsWith: (self, part) => self.endsWith(textOf(part)),
  indexOf: (self, part) => self.indexOf(textOf(part)),
  lastIndexOf: (self, part) => self.lastIndexOf(textOf(part)),
  charAt: (self, at) => self.charAt(toInteger(at)),
  substring: (self, start, end) => self.substring(toInteger(start), end === undefined ? undefined : toInteger(end)),
  concat: (self, other) => self + textOf(other),
  compareTo: (self, other) => (self < textOf(other) ? -1 : Number(self > textOf(other))),
  equalsIgnoreCase: (self, other) => self.toLowerCase() === textOf(other).toLowerCase(),
  matches: (self, source) => pattern(`^(?:${textOf(source)})$`).test(self),
  replace: (self, part, other) => self.split(textOf(part)).join(textOf(other)),
  replaceAll: (self, source, other) => self.replace(pattern(source, "g"), replacement(other)),
  replaceFirst: (self, source, other) => self.replace(pattern(source), replacement(other)),
  split: (self, source) => list(withoutEmptyEnd(self.split(pattern(source)))),
  toString: (self: string) => self,
};

/** Java's `split` drops empty parts at the end. */
function withoutEmptyEnd(parts: string[]): string[] {
  const last = parts.findLastIndex((part) => part !== "");
  return last < 0 ? parts.slice(0, 1) : parts.slice(0, last + 1);
}

const LIST_METHODS: Methods<unknown[]> = {
  size: (self) => self.length,
  count: (self) => self.length,
  length: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  get: (self, at) => self[toInteger(at)],
  set: (self, at, value) => self.splice(toInteger(at), 1, value)[0],
  add: (self, value) => self.push(value) > 0,
  addAll: (self, values) => {
    for (const value of Array.isArray(values) ? values : []) self.push(value);
  },
  remove: (self, at) => self.splice(toInteger(at), 1)[0],
  clear: (self) => void self.splice(0),
  contains: (self, value) => self.some((item) => areEqual(item, value)),
  indexOf: (self, value) => self.findIndex((item) => areEqual(item, value)),
  subList: (self, start, end) => list(self.slice(toInteger(start), toInteger(end))),
};

const MAP_METHODS: Methods<MapValue> = {
  size: (self) => Object.keys(self).length,
  isEmpty: (self) => Object.keys(self).length === 0,
  get: (self, key) => ownMember(self, textOf(key)),
  getOrDefault: (self, key, other) => ownMember(self, textOf(key)) ?? other,
  put: (self, key, value) => swap(self, textOf(key), value),
  putAll: (self, other) => {
    for (const [key, value] of Object.entries(isMap(other) ? other : {})) setMember(self, key, value);
  },
  remove: (self, key) => {
    const previous = ownMember(self, textOf(key));
    Reflect.deleteProperty(self, textOf(key));
    return previous;
  },
  containsKey: (self, key) => Object.hasOwn(self, textOf(key)),
  containsValue: (self, value) => Object.values(self).some((item) => areEqual(item, value)),
  keySet: (self) => list(Object.keys(self)),
  values: (self) => list(Object.values(self)),
  entrySet: (self) => list(Object.entries(self).map(([key, value]) => ({ key, value }))),
};

function swap(map: MapValue, key: string, value: unknown): unknown {
  const previous = ownMember(map, key);
  setMember(map, key, value);
  return previous;
}

const NUMBER_METHODS: Methods<number> = {
  intValue: (self) => Math.trunc(self),
  longValue: (self) => Math.trunc(self),
  doubleValue: (self) => self,
};

/** Calls one of Java's methods on a value; undefined when the value's type has none of that name here. */
export function callMethod(self: unknown, name: string, args: readonly unknown[]): unknown {
  const own = callOwn(self, name, args);
  if (own) return own.result;
  const method = named(ANY_METHODS, name);
  if (method) return method(self, ...args);
  // An entry of a map, or a bean: `getKey()` is `key`.
  const property = /^get([A-Z])(.*)$/s.exec(name);
  return property && isMap(self) ? ownMember(self, `${property[1]?.toLowerCase()}${property[2]}`) : undefined;
}

function callOwn(self: unknown, name: string, args: readonly unknown[]): { readonly result: unknown } | undefined {
  if (typeof self === "string") return call(TEXT_METHODS, self, name, args);
  if (isNumber(self)) return call(NUMBER_METHODS, Number(self), name, args);
  if (Array.isArray(self)) return call(LIST_METHODS, self, name, args);
  return isMap(self) ? call(MAP_METHODS, self, name, args) : undefined;
}

function call<T>(methods: Methods<T>, self: T, name: string, args: readonly unknown[]) {
  const method = named(methods, name);
  return method && { result: method(self, ...args) };
}

const named = <T>(methods: Methods<T>, name: string) => (Object.hasOwn(methods, name) ? methods[name] : undefined);
