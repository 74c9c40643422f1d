import { JavaNumber } from "../java/numbers.ts";
import { Character, Entry, HostObject, JavaClass, JavaIterator, JavaList, javaEquals, textOf } from "../java/values.ts";
import {
  ARRAY_METHODS,
  COLLECTION_METHODS,
  ENTRY_METHODS,
  EXTRA_LIST_METHODS,
  ITERATOR_METHODS,
  LIST_METHODS,
  MAP_METHODS,
} from "./collections.ts";
import {
  BOOLEAN_METHODS,
  DECIMAL_METHODS,
  DOUBLE_METHODS,
  INTEGER_METHODS,
  LONG_METHODS,
  MATH_METHODS,
  NUMBER_METHODS,
} from "./numbers.ts";
import { type AnyMethods, argumentsFor, type Methods, methodsNamed } from "./signature.ts";
import { TEXT_METHODS } from "./text.ts";

/** `java.lang.Object`. */
const OBJECT_METHODS: Methods<unknown> = {
  "equals(Object)": javaEquals,
  "getClass()": (self) => new JavaClass(classNameOf(self)),
  "toString()": textOf,
};

/** `java.lang.Class`. It leads to the classes of the table below and nowhere else. */
const CLASS_METHODS: Methods<JavaClass> = {
  "forName(String)": (_, name: string) => {
    if (!Object.values(CLASSES).some((known) => known.name === name)) throw new TypeError(`There is no class ${name}.`);
    return new JavaClass(name);
  },
  "getName()": ({ name }) => name,
  "getSimpleName()": ({ name }) => name.replace(/^.*[.$]/, "").replace(/^\[L?|;$/g, ""),
};

const CHARACTER_METHODS: Methods<Character> = {
  "charValue()": (self) => self,
  "isDigit(char)": (_, { text }: Character) => /^\p{Nd}$/u.test(text),
  "isLetter(char)": (_, { text }: Character) => /^\p{L}$/u.test(text),
  "isUpperCase(char)": (_, { text }: Character) => /^\p{Lu}$/u.test(text),
  "isLowerCase(char)": (_, { text }: Character) => /^\p{Ll}$/u.test(text),
  "isWhitespace(char)": (_, { text }: Character) => /^\s$/.test(text),
};

/** Every class that a template meets: its name in Java, and the tables of its methods, its own first. */
export const CLASSES = {
  String: { name: "java.lang.String", methods: [TEXT_METHODS] },
  Character: { name: "java.lang.Character", methods: [CHARACTER_METHODS] },
  Boolean: { name: "java.lang.Boolean", methods: [BOOLEAN_METHODS] },
  Integer: { name: "java.lang.Integer", methods: [INTEGER_METHODS, NUMBER_METHODS] },
  Long: { name: "java.lang.Long", methods: [LONG_METHODS, NUMBER_METHODS] },
  Float: { name: "java.lang.Float", methods: [DOUBLE_METHODS, NUMBER_METHODS] },
  Double: { name: "java.lang.Double", methods: [DOUBLE_METHODS, NUMBER_METHODS] },
  BigInteger: { name: "java.math.BigInteger", methods: [NUMBER_METHODS] },
  BigDecimal: { name: "java.math.BigDecimal", methods: [DECIMAL_METHODS, NUMBER_METHODS] },
  Math: { name: "java.lang.Math", methods: [MATH_METHODS] },
  ArrayList: { name: "java.util.ArrayList", methods: [LIST_METHODS, COLLECTION_METHODS] },
  JSONArray: { name: "net.minidev.json.JSONArray", methods: [LIST_METHODS, COLLECTION_METHODS, EXTRA_LIST_METHODS] },
  Set: { name: "java.util.LinkedHashMap$LinkedKeySet", methods: [COLLECTION_METHODS] },
  Collection: { name: "java.util.LinkedHashMap$LinkedValues", methods: [COLLECTION_METHODS] },
  "String[]": { name: "[Ljava.lang.String;", methods: [ARRAY_METHODS] },
  Map: { name: "java.util.LinkedHashMap", methods: [MAP_METHODS] },
  Entry: { name: "java.util.LinkedHashMap$Entry", methods: [ENTRY_METHODS] },
  Iterator: { name: "java.util.Iterator", methods: [ITERATOR_METHODS] },
  Class: { name: "java.lang.Class", methods: [CLASS_METHODS] },
  Object: { name: "java.lang.Object", methods: [OBJECT_METHODS] },
} as const satisfies Record<string, { readonly name: string; readonly methods: readonly AnyMethods[] }>;

export type ClassName = keyof typeof CLASSES;

export function classOf(value: unknown): ClassName {
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Boolean";
  if (value instanceof JavaNumber) return value.type;
  if (value instanceof JavaList) return value.type;
  return OBJECTS.find(([type]) => value instanceof type)?.[1] ?? "Object";
}

const OBJECTS: readonly (readonly [abstract new (...args: never[]) => unknown, ClassName])[] = [
  [Array, "JSONArray"],
  [Map, "Map"],
  [Character, "Character"],
  [Entry, "Entry"],
  [JavaIterator, "Iterator"],
  [JavaClass, "Class"],
];

const classNameOf = (value: unknown) => CLASSES[classOf(value)].name;

/** The result of a call, or undefined when the value has no such method for such arguments. */
export type Called = { readonly result: unknown } | undefined;

/** Calls one of Java's methods. Throws where Java throws. */
export function callMethod(self: unknown, name: string, args: readonly unknown[]): Called {
  if (self instanceof HostObject) {
    const method = Object.hasOwn(self.methods, name) ? self.methods[name] : undefined;
    return method && { result: method(...args) };
  }
  return (
    callOf(classOf(self), self, name, args) ?? (self instanceof JavaClass ? callStatic(self, name, args) : undefined)
  );
}

function callOf(type: ClassName, self: unknown, name: string, args: readonly unknown[]): Called {
  const tables: readonly AnyMethods[] = [...CLASSES[type].methods, OBJECT_METHODS];
  const methods = tables.flatMap((table) => methodsNamed(table, name));
  for (const method of methods) {
    const taken = argumentsFor(method, args);
    if (taken) return { result: method.call(self, taken) };
  }
  // Velocity 1.7 takes a method without parameters for one that fits, calls it with the arguments, and fails.
  if (methods.some(({ parameters }) => parameters.length === 0))
    throw new TypeError(`${type}.${name}() takes no argument, and was given ${args.length}.`);
  return undefined;
}

/** Velocity calls static methods on a class. */
function callStatic({ name }: JavaClass, method: string, args: readonly unknown[]): Called {
  const type = Object.entries(CLASSES).find(([, javaClass]) => javaClass.name === name)?.[0];
  return type === undefined ? undefined : callOf(type as ClassName, undefined, method, args);
}

/** `$value.name`: `getName()`, then a map's member, then `isName()`. */
export function readProperty(self: unknown, name: string): Called {
  if (self instanceof HostObject) return { result: self.members.get(name) };
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const getter = callMethod(self, `get${capital}`, []);
  if (getter) return getter;
  if (self instanceof Map) return { result: self.get(name) };
  return callMethod(self, `is${capital}`, []);
}
