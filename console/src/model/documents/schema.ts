/** A JSON object of a document. */
export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const objectOf = (value: unknown): Json => (isJson(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** References that lead to references; more of them is a circle. */
const MOST_STEPS = 16;

/** Follows `$ref`s within a document. One that leads nowhere, or out of it, stays as it is. */
export function resolve(value: unknown, document: Json, steps = 0): Json {
  const object = objectOf(value);
  const { $ref } = object;
  if (typeof $ref !== "string" || !$ref.startsWith("#/") || steps > MOST_STEPS) return object;
  const target = $ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, part) => objectOf(at)[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  return isJson(target) ? resolve(target, document, steps + 1) : object;
}

/** The name at the end of a reference. */
export const nameOfReference = (value: unknown): string | undefined => textOf(objectOf(value).$ref)?.split("/").at(-1);

/** A member of a schema, as a row of a table. */
export interface SchemaRow {
  /** 0 at the top. */
  readonly depth: number;
  readonly name: string;
  /** `string`, `array of Symbol`, `"a" | "b"`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Limits and the like: `≥ 1`, `pattern ^[A-Z]$`. */
  readonly limits: string;
  readonly description: string | undefined;
}

const DEEPEST = 6;
const MOST_ROWS = 200;

/** The members of a schema and of those within it, in their order. Of one that contains itself, its name is enough. */
export function schemaRows(schema: unknown, document: Json): readonly SchemaRow[] {
  const rows: SchemaRow[] = [];
  addRows({ schema, depth: 0, seen: [] }, document, rows);
  return rows;
}

interface Place {
  readonly schema: unknown;
  readonly depth: number;
  /** Names of the schemas that it is in. */
  readonly seen: readonly string[];
}

function addRows({ schema, depth, seen }: Place, document: Json, rows: SchemaRow[]): void {
  const name = nameOfReference(schema);
  if (depth > DEEPEST || (name !== undefined && seen.includes(name))) return;
  const within = name === undefined ? seen : [...seen, name];
  const { properties, required } = mergedOf(schema, document);
  for (const [member, each] of Object.entries(properties)) {
    if (rows.length >= MOST_ROWS) return;
    rows.push(rowOf(member, each, { depth, isRequired: required.has(member) }, document));
    const inner = resolve(each, document);
    addRows({ schema: inner.type === "array" ? inner.items : each, depth: depth + 1, seen: within }, document, rows);
  }
}

interface Merged {
  readonly properties: Json;
  readonly required: ReadonlySet<unknown>;
}

/** The members of a schema and of all that it has to fit besides. */
function mergedOf(schema: unknown, document: Json, depth = 0): Merged {
  const own = resolve(schema, document);
  const parts = depth > DEEPEST ? [] : listOf(own.allOf).map((part) => mergedOf(part, document, depth + 1));
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), objectOf(own.properties)),
    required: new Set([...parts.flatMap(({ required }) => [...required]), ...listOf(own.required)]),
  };
}

function rowOf(
  name: string,
  schema: unknown,
  { depth, isRequired }: Pick<SchemaRow, "depth" | "isRequired">,
  document: Json,
): SchemaRow {
  const resolved = resolve(schema, document);
  return {
    depth,
    name,
    type: typeOf(schema, document),
    isRequired,
    limits: limitsOf(resolved),
    description: textOf(resolved.description),
  };
}

/** The type of a schema in a few words. */
export function typeOf(schema: unknown, document: Json, depth = 0): string {
  const resolved = resolve(schema, document);
  if (resolved.const !== undefined) return JSON.stringify(resolved.const);
  const values = listOf(resolved.enum);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  const [part, another] = listOf(resolved.allOf);
  if (part !== undefined && another === undefined && resolved.type === undefined && depth < DEEPEST)
    return typeOf(part, document, depth + 1);
  const branches = [...listOf(resolved.oneOf), ...listOf(resolved.anyOf)];
  if (branches.length > 0 && depth < 2)
    return branches.map((branch) => typeOf(branch, document, depth + 1)).join(" | ");
  if (resolved.type === "array") return `array of ${typeOf(resolved.items, document, depth + 1)}`;
  const types = [resolved.type].flat().filter((type) => type !== undefined);
  const named = nameOfReference(schema);
  if (named !== undefined && (types.length === 0 || types.includes("object"))) return named;
  return types.length > 0 ? types.join(" | ") : resolved.properties ? "object" : "anything";
}

const LIMITS: Readonly<Record<string, string>> = {
  format: "",
  minimum: "≥ ",
  exclusiveMinimum: "> ",
  maximum: "≤ ",
  exclusiveMaximum: "< ",
  minLength: "at least characters: ",
  maxLength: "at most characters: ",
  minItems: "at least items: ",
  maxItems: "at most items: ",
  pattern: "pattern ",
  default: "default ",
};

const limitsOf = (schema: Json): string =>
  Object.entries(LIMITS)
    .filter(([key]) => ["string", "number"].includes(typeof schema[key]))
    .map(([key, words]) => `${words}${schema[key]}`)
    .join(", ");
