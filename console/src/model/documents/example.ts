import { isJson, type Json, listOf, objectOf, resolve, textOf } from "./schema.ts";

const DEEPEST = 6;

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  time: "12:00:00Z",
  uri: "https://example.com/",
  email: "ann@example.com",
  uuid: "8e03978e-40d5-43e8-bc93-6894a57f9324",
  ipv4: "192.0.2.1",
};

type Make = (schema: Json, document: Json, depth: number) => unknown;

const TYPES: Readonly<Record<string, Make>> = {
  object: (schema, document, depth) =>
    Object.fromEntries(
      Object.entries(objectOf(schema.properties)).map(([name, member]) => [
        name,
        exampleOf(member, document, depth + 1),
      ]),
    ),
  array: ({ items, minItems }, document, depth) =>
    Array.from({ length: Math.min(3, Math.max(1, Number(minItems) || 1)) }, () =>
      exampleOf(items, document, depth + 1),
    ),
  string: ({ format, minLength }) =>
    (FORMATS[textOf(format) ?? ""] ?? "text").padEnd(Math.min(200, Number(minLength) || 0), "x"),
  integer: ({ minimum, exclusiveMinimum }) => Math.ceil(Number(minimum ?? Number(exclusiveMinimum ?? 0) + 1)),
  number: ({ minimum, exclusiveMinimum }) => Number(minimum ?? Number(exclusiveMinimum ?? 0) + 1),
  boolean: () => true,
  null: () => null,
};

/** A value that a schema describes, by its own examples where it has some. A pattern is not followed. */
export function exampleOf(schema: unknown, document: Json, depth = 0): unknown {
  const resolved = resolve(schema, document);
  const given = [
    resolved.example,
    listOf(resolved.examples)[0],
    resolved.const,
    resolved.default,
    listOf(resolved.enum)[0],
  ];
  const known = given.find((value) => value !== undefined);
  if (known !== undefined) return known;
  if (depth > DEEPEST) return undefined;
  const [branch] = [...listOf(resolved.oneOf), ...listOf(resolved.anyOf)];
  if (branch !== undefined) return exampleOf(branch, document, depth + 1);
  const parts = listOf(resolved.allOf).map((part) => exampleOf(part, document, depth + 1));
  const own = make(resolved, document, depth);
  if (parts.length === 0) return own;
  return Object.assign({}, ...[own, ...parts].filter(isJson));
}

function make(schema: Json, document: Json, depth: number): unknown {
  const [type] = [schema.type].flat();
  const name = textOf(type) ?? (schema.properties ? "object" : "");
  return TYPES[name]?.(schema, document, depth);
}
