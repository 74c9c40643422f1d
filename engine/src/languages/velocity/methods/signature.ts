import { JavaNumber } from "../java/numbers.ts";
import { Character, isMissing } from "../java/values.ts";

/** Methods by Java's signature, e.g. `indexOf(String, int)`. The first that takes the arguments is called. */
export type Methods<T> = Readonly<Record<string, (self: T, ...args: never[]) => unknown>>;
/** Any of the tables, whatever it is for. */
export type AnyMethods = Methods<never>;

const isNumber = (value: unknown, ...types: readonly string[]) =>
  value instanceof JavaNumber && types.includes(value.type);

/** Parameters' types. Null fits wherever Java passes an object, even where the method then fails. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: (value) => isNumber(value, "Integer"),
  long: (value) => isNumber(value, "Integer", "Long"),
  double: (value) => isNumber(value, "Double", "Float", "Integer", "Long"),
  boolean: (value) => typeof value === "boolean",
  char: (value) => value instanceof Character,
  String: (value) => typeof value === "string" || isMissing(value),
  Number: (value) => value instanceof JavaNumber || isMissing(value),
  Collection: (value) => Array.isArray(value) || isMissing(value),
  Map: (value) => value instanceof Map || isMissing(value),
  Object: () => true,
};

export interface Method {
  readonly parameters: readonly string[];
  /** Takes what `argumentsFor` gave. */
  readonly call: (self: unknown, args: readonly unknown[]) => unknown;
}

const byName = new WeakMap<AnyMethods, ReadonlyMap<string, readonly Method[]>>();

/** The methods of that name; a table is indexed once. */
export function methodsNamed(table: AnyMethods, name: string): readonly Method[] {
  const index = byName.get(table) ?? indexOf(table);
  byName.set(table, index);
  return index.get(name) ?? [];
}

/** Methods that answer for null; the others throw, as Java does, since null is no text, list or map. */
const TAKING_NULL: ReadonlySet<string> = new Set([
  "equalsIgnoreCase(String)",
  "parseBoolean(String)",
  "valueOf(String)",
]);

function indexOf(table: AnyMethods): ReadonlyMap<string, readonly Method[]> {
  const index = new Map<string, Method[]>();
  for (const [signature, method] of Object.entries(table)) {
    const [, name = "", list = ""] = /^(\w+)\((.*)\)$/.exec(signature) ?? [];
    // The table's key says what the method takes, and it is called with nothing else.
    const parameters = list === "" ? [] : list.split(", ");
    const needed = TAKING_NULL.has(signature) ? [] : [...parameters.keys()].filter((at) => parameters[at] !== "Object");
    const call: Method["call"] = (self, args) => {
      if (needed.some((at) => isMissing(args[at]))) throw new TypeError(`${name}(${list}) was given null.`);
      return method(self as never, ...(args as never[]));
    };
    index.set(name, [...(index.get(name) ?? []), { parameters, call }]);
  }
  return index;
}

/** Arguments as the method gets them; those of `Object...` as one array. Undefined: they do not fit. */
export function argumentsFor({ parameters }: Method, args: readonly unknown[]): readonly unknown[] | undefined {
  const fixed = parameters.at(-1)?.endsWith("...") ? parameters.slice(0, -1) : parameters;
  const isVariable = fixed.length < parameters.length;
  if (args.length < fixed.length || (!isVariable && args.length > fixed.length)) return undefined;
  if (!fixed.every((type, at) => TYPES[type]?.(args[at]) ?? false)) return undefined;
  if (!isVariable) return args;
  const rest = args.slice(fixed.length);
  const [only] = rest;
  return [...args.slice(0, fixed.length), rest.length === 1 && Array.isArray(only) && isJavaArray(only) ? only : rest];
}

const isJavaArray = (list: object) => "type" in list && list.type === "String[]";
