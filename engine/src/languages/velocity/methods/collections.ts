import { int, type JavaNumber } from "../java/numbers.ts";
import { Entry, JavaIterator, JavaList, javaEquals } from "../java/values.ts";
import type { Methods } from "./signature.ts";

/** The result of a method without one: Velocity takes an empty text, where null would print a reference. */
const nothing = (_done: unknown) => "";

/** Throws for a place outside of the list, as Java does. */
function place(list: readonly unknown[], at: JavaNumber, end = list.length - 1): number {
  if (at.double < 0 || at.double > end) throw new RangeError(`Index ${at} out of bounds for length ${list.length}`);
  return at.double;
}

const has = (list: readonly unknown[], value: unknown) => list.some((item) => javaEquals(item, value));

/** Keeps the items for which `keeps` holds, in place; true when one was removed. */
function retain(list: unknown[], keeps: (item: unknown) => boolean): boolean {
  const kept = list.filter(keeps);
  const isChanged = kept.length < list.length;
  list.splice(0, list.length, ...kept);
  return isChanged;
}

function removeValue(list: unknown[], value: unknown): boolean {
  const at = list.findIndex((item) => javaEquals(item, value));
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}

function append(list: unknown[], items: readonly unknown[], at = list.length): boolean {
  list.splice(at, 0, ...[...items]);
  return items.length > 0;
}

/** `java.util.Collection`: lists, and the keys, values and entries of a map. */
export const COLLECTION_METHODS: Methods<unknown[]> = {
  "add(Object)": (self, value: unknown) => self.push(value) > 0,
  "addAll(Collection)": (self, items: unknown[]) => append(self, items),
  "clear()": (self) => nothing(self.splice(0)),
  "contains(Object)": has,
  "containsAll(Collection)": (self, items: unknown[]) => items.every((item) => has(self, item)),
  "isEmpty()": (self) => self.length === 0,
  "iterator()": (self) => new JavaIterator(self),
  "remove(Object)": removeValue,
  "removeAll(Collection)": (self, items: unknown[]) => retain(self, (item) => !has(items, item)),
  "retainAll(Collection)": (self, items: unknown[]) => retain(self, (item) => has(items, item)),
  "size()": (self) => int(self.length),
  "toArray()": (self) => JavaList.holding(self, "String[]"),
};

/** `java.util.List`. */
export const LIST_METHODS: Methods<unknown[]> = {
  "add(int, Object)": (self, at: JavaNumber, value: unknown) =>
    nothing(self.splice(place(self, at, self.length), 0, value)),
  "addAll(int, Collection)": (self, at: JavaNumber, items: unknown[]) =>
    append(self, items, place(self, at, self.length)),
  "get(int)": (self, at: JavaNumber) => self[place(self, at)],
  "indexOf(Object)": (self, value: unknown) => int(self.findIndex((item) => javaEquals(item, value))),
  "lastIndexOf(Object)": (self, value: unknown) => int(self.findLastIndex((item) => javaEquals(item, value))),
  "remove(int)": (self, at: JavaNumber) => self.splice(place(self, at), 1)[0],
  "set(int, Object)": (self, at: JavaNumber, value: unknown) => self.splice(place(self, at), 1, value)[0],
  "subList(int, int)": (self, start: JavaNumber, end: JavaNumber) => {
    if (start.double < 0 || end.double > self.length || start.double > end.double)
      throw new RangeError(`fromIndex ${start}, toIndex ${end}, size ${self.length}`);
    return JavaList.holding(self.slice(start.double, end.double));
  },
};

/** Methods that Velocity gives an array, as of `split`. */
export const ARRAY_METHODS: Methods<unknown[]> = {
  "contains(Object)": has,
  "get(int)": (self, at: JavaNumber) => self[place(self, at)],
  "indexOf(Object)": (self, value: unknown) => int(self.findIndex((item) => javaEquals(item, value))),
  "isEmpty()": (self) => self.length === 0,
  "iterator()": (self) => new JavaIterator(self),
  "set(int, Object)": (self, at: JavaNumber, value: unknown) => self.splice(place(self, at), 1, value)[0],
  "size()": (self) => int(self.length),
};

/** Methods that json-smart's arrays do not have, for templates that were tried on other emulators. */
export const EXTRA_LIST_METHODS: Methods<unknown[]> = {
  "count()": (self) => int(self.length),
  "length()": (self) => int(self.length),
};

type JavaMap = Map<unknown, unknown>;

/** The key as the map holds it: numbers are objects, but equal ones are one key. */
function held(map: JavaMap, key: unknown): unknown {
  if (typeof key === "string" || map.has(key)) return key;
  return [...map.keys()].find((candidate) => javaEquals(candidate, key)) ?? key;
}

function put(map: JavaMap, key: unknown, value: unknown): unknown {
  const own = held(map, key);
  const previous = map.get(own);
  map.set(own, value);
  return previous;
}

function putIfAbsent(map: JavaMap, key: unknown, value: unknown): unknown {
  const previous = map.get(held(map, key)) ?? undefined;
  if (previous === undefined) put(map, key, value);
  return previous;
}

function removeKey(map: JavaMap, key: unknown): unknown {
  const own = held(map, key);
  const previous = map.get(own);
  map.delete(own);
  return previous;
}

/** `java.util.Map`. */
export const MAP_METHODS: Methods<JavaMap> = {
  "clear()": (self) => nothing(self.clear()),
  "containsKey(Object)": (self, key: unknown) => self.has(held(self, key)),
  "containsValue(Object)": (self, value: unknown) => has([...self.values()], value),
  "entrySet()": (self) =>
    JavaList.holding(
      Array.from(self.keys(), (key) => new Entry(self, key)),
      "Set",
    ),
  "get(Object)": (self, key: unknown) => self.get(held(self, key)),
  "getOrDefault(Object, Object)": (self, key: unknown, other: unknown) =>
    self.has(held(self, key)) ? self.get(held(self, key)) : other,
  "isEmpty()": (self) => self.size === 0,
  "keySet()": (self) => JavaList.holding(self.keys(), "Set"),
  "put(Object, Object)": put,
  "putAll(Map)": (self, other: JavaMap) => nothing([...other].map(([key, value]) => put(self, key, value))),
  "putIfAbsent(Object, Object)": putIfAbsent,
  "remove(Object)": removeKey,
  "remove(Object, Object)": (self, key: unknown, value: unknown) =>
    javaEquals(self.get(held(self, key)), value) && self.delete(held(self, key)),
  "replace(Object, Object)": (self, key: unknown, value: unknown) =>
    self.has(held(self, key)) ? put(self, key, value) : undefined,
  "size()": (self) => int(self.size),
  "values()": (self) => JavaList.holding(self.values(), "Collection"),
};

/** `java.util.Map.Entry`. */
export const ENTRY_METHODS: Methods<Entry> = {
  "getKey()": (self) => self.key,
  "getValue()": (self) => self.map.get(self.key),
  "setValue(Object)": (self, value: unknown) => put(self.map, self.key, value),
};

/** `java.util.Iterator`. */
export const ITERATOR_METHODS: Methods<JavaIterator> = {
  "hasNext()": (self) => self.at < self.items.length,
  "next()": (self) => {
    if (self.at >= self.items.length) throw new RangeError("The iterator has no further element.");
    return self.items[self.at++];
  },
};
