import { isRecord } from "../kept.ts";

/** A JSON schema, as far as it is looked at here. */
export type Schema = Readonly<Record<string, unknown>>;

/** Deeper than that, schemas that contain themselves would have no end. */
const DEEPEST = 6;

/** Follows `$ref` inside a document. */
export function resolve(schema: unknown, document: unknown, depth = 0): Schema {
  if (!isRecord(schema)) return {};
  const { $ref } = schema;
  if (typeof $ref !== "string" || !$ref.startsWith("#/") || depth > DEEPEST) return schema;
  const target = $ref
    .slice(2)
    .split("/")
    .reduce<unknown>((value, part) => (isRecord(value) ? value[decodePart(part)] : undefined), document);
  return resolve(target, document, depth + 1);
}

const decodePart = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** Makes a value that a schema describes: its example, its default, its only value, else one of its type. */
export function sampleOf(given: unknown, document: unknown = given, depth = 0): unknown {
  const schema = resolve(given, document);
  const { examples, example, default: fallback, const: only, enum: values } = schema;
  const known = [only, example, listOf(examples)[0], fallback, listOf(values)[0]].find((value) => value !== undefined);
  if (known !== undefined) return known;
  const [branch] = ["oneOf", "anyOf", "allOf"].flatMap((key) => listOf(schema[key]));
  if (branch !== undefined && schema.properties === undefined) return sampleOf(branch, document, depth + 1);
  const make = Object.hasOwn(SAMPLES, typeOf(schema)) ? SAMPLES[typeOf(schema)] : undefined;
  return make && depth <= DEEPEST ? make(schema, document, depth) : null;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const typeOf = ({ type, properties, items }: Schema): string =>
  String(listOf(type)[0] ?? type ?? (properties ? "object" : items ? "array" : "null"));

type Make = (schema: Schema, document: unknown, depth: number) => unknown;

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  uri: "https://example.com/",
  email: "ann@example.com",
  uuid: "00000000-0000-4000-8000-000000000000",
};

const SAMPLES: Readonly<Record<string, Make>> = {
  object({ properties, required }, document, depth) {
    const names = new Set(listOf(required));
    const members = Object.entries(isRecord(properties) ? properties : {});
    // Without a word about what is required, all of it may be.
    const shown = names.size === 0 ? members : members.filter(([name]) => names.has(name));
    return Object.fromEntries(shown.map(([name, schema]) => [name, sampleOf(schema, document, depth + 1)]));
  },
  array: ({ items }, document, depth) => (items === undefined ? [] : [sampleOf(items, document, depth + 1)]),
  string: ({ format }) => FORMATS[String(format)] ?? "text",
  number: ({ minimum }) => (typeof minimum === "number" ? minimum : 1),
  integer: ({ minimum }) => (typeof minimum === "number" ? Math.ceil(minimum) : 1),
  boolean: () => true,
};

/** Differences between a value and its schema that are found at a glance; the API itself has the last word. */
export function differences(value: unknown, given: unknown, document: unknown = given, path = ""): readonly string[] {
  const schema = resolve(given, document);
  const here = path === "" ? "The message" : path;
  const wanted = [schema.type].flat().filter((type): type is string => typeof type === "string");
  if (wanted.length > 0 && !wanted.some((type) => isOfType(value, type)))
    return [`${here} is no ${wanted.join(" or ")}.`];
  const { enum: values, const: only } = schema;
  if (only !== undefined && only !== value) return [`${here} is not ${JSON.stringify(only)}.`];
  if (Array.isArray(values) && !values.includes(value)) return [`${here} is none of ${values.join(", ")}.`];
  if (typeof value === "number") return numberDifferences(value, schema, here);
  return isRecord(value) ? memberDifferences(value, schema, document, path) : [];
}

function numberDifferences(value: number, { minimum, maximum }: Schema, here: string): readonly string[] {
  if (typeof minimum === "number" && value < minimum) return [`${here} is less than ${minimum}.`];
  return typeof maximum === "number" && value > maximum ? [`${here} is more than ${maximum}.`] : [];
}

function memberDifferences(value: Record<string, unknown>, schema: Schema, document: unknown, path: string) {
  const { required, properties, additionalProperties } = schema;
  const known = isRecord(properties) ? properties : {};
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const missing = listOf(required).filter((name) => !Object.hasOwn(value, String(name)));
  const strange =
    additionalProperties === false ? Object.keys(value).filter((name) => !Object.hasOwn(known, name)) : [];
  const inner = Object.entries(known).filter(([name]) => Object.hasOwn(value, name));
  return [
    ...missing.map((name) => `${at(String(name))} is missing.`),
    ...strange.map((name) => `${at(name)} is not known.`),
    ...inner.flatMap(([name, each]): readonly string[] => differences(value[name], each, document, at(name))),
  ];
}

const IS_OF_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  array: Array.isArray,
  integer: Number.isInteger,
  object: isRecord,
};

const isOfType = (value: unknown, type: string) =>
  Object.hasOwn(IS_OF_TYPE, type) ? IS_OF_TYPE[type]?.(value) === true : typeof value === type;
