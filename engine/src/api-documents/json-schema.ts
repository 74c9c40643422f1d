import { isObject, type PlainObject } from "../template/plain-data.ts";

/** URI by which models name each other (`CreateModel`): the last part is the model's name. */
const MODEL_URI = /^https:\/\/apigateway\.[^/]+\/(?:restapis|apis)\/[^/]+\/models\/([A-Za-z0-9]+)$/;

/** Members of draft 4 that a document of APIs does not take, or takes for something else. */
const LEFT_OUT: ReadonlySet<string> = new Set(["$schema", "id", "$async"]);

/** Limits that are a flag beside another in draft 4 and numbers of their own from draft 6 on. */
const EXCLUSIVE: Readonly<Record<string, string>> = { exclusiveMinimum: "minimum", exclusiveMaximum: "maximum" };

export type ModelReference = (name: string) => string;

/**
 * A model of API Gateway (JSON schema of draft 4) as AsyncAPI and OpenAPI 3.1 take it. `referTo` gives the place in the
 * document at which another model stands. A text that is no JSON describes nothing.
 */
export function toSchema(model: unknown, referTo: ModelReference): PlainObject {
  const parsed = typeof model === "string" ? parsedOrNothing(model) : model;
  const schema = convert(parsed, referTo);
  return isObject(schema) ? schema : {};
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function convert(value: unknown, referTo: ModelReference): unknown {
  if (Array.isArray(value)) return value.map((each) => convert(each, referTo));
  if (!isObject(value)) return value;
  const { $ref } = value;
  // Beside a reference nothing counts in draft 4.
  if (typeof $ref === "string") return { $ref: referenceOf($ref, referTo) };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => convertMember(key, member, value, referTo)),
  );
}

function referenceOf(reference: string, referTo: ModelReference): string {
  const [, name] = MODEL_URI.exec(reference) ?? [];
  return name === undefined ? reference : referTo(name);
}

/** Values that are data and no schemas. */
const DATA: ReadonlySet<string> = new Set(["enum", "default", "example", "examples", "const", "required"]);

function convertMember(key: string, member: unknown, whole: PlainObject, referTo: ModelReference): [string, unknown][] {
  if (LEFT_OUT.has(key) && !isObject(member)) return [];
  if (DATA.has(key) && !isObject(member)) return [[key, member]];
  const limit = EXCLUSIVE[key];
  if (limit !== undefined && typeof member === "boolean") return member ? [[key, whole[limit]]] : [];
  const exclusive = Object.keys(EXCLUSIVE).find((name) => EXCLUSIVE[name] === key);
  if (exclusive !== undefined && whole[exclusive] === true) return [];
  return [[key, convert(member, referTo)]];
}
