import {
  ExpressionError,
  type Given,
  type KeyCondition,
  keyConditionsOf,
  parseCondition,
  parseProjection,
  type TypedValue,
} from "../../../languages/dynamodb-expression/index.ts";
import { objectOf, type PlainObject } from "../../../template/plain-data.ts";
import type { KeySchema, TableSchema } from "./schemas.ts";

/** A query as the store takes it, or the words in which DynamoDB refuses it. */
export type CheckedQuery = { readonly input: PlainObject } | { readonly refusal: string };

/** Holds a query against the keys of its table. The store wants the partition key first, and brackets nowhere. */
export function checkedQuery(input: PlainObject, given: Given, schema: TableSchema): CheckedQuery {
  const { KeyConditionExpression: expression, IndexName } = input;
  const key = IndexName === undefined ? schema.key : schema.indexes.get(String(IndexName));
  if (typeof expression !== "string" || expression.trim() === "" || !key) return { input };
  try {
    const conditions = keyConditionsOf(parseCondition(expression));
    const query: Query = { input, conditions, key, schema, given };
    const refusal = CHECKS.map((check) => check(query)).find((each) => each !== undefined);
    return refusal === undefined ? { input: inOrder(query) } : { refusal };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // The store refuses what cannot be read, and its words are mended afterwards.
    return error.isSyntax ? { input } : { refusal: error.message };
  }
}

interface Query {
  readonly input: PlainObject;
  readonly conditions: readonly KeyCondition[];
  readonly key: KeySchema;
  readonly schema: TableSchema;
  readonly given: Given;
}

const CHECKS: readonly ((query: Query) => string | undefined)[] = [keys, types, emptyValues, projection, start];

const conditionOn = ({ conditions, given }: Query, name: string | undefined) =>
  conditions.find((condition) => given.nameOf(condition.name) === name);

/** The partition key has to be there, with `=`; a second condition is about the sort key. */
function keys(query: Query): string | undefined {
  const [partition, sort] = query.key.names;
  const condition = conditionOn(query, partition);
  if (!condition) return `Query condition missed key schema element: ${partition}`;
  if (condition.operator !== "=") return "Query key condition not supported";
  if (query.conditions.length === 2 && !conditionOn(query, sort))
    return `Query condition missed key schema element: ${sort}`;
  return undefined;
}

const valuesOf = ({ conditions, given }: Query) =>
  conditions.flatMap(({ name, values }) =>
    values.flatMap((placeholder): readonly (readonly [name: string, value: TypedValue])[] => {
      const value = given.valueOf(placeholder);
      return value ? [[given.nameOf(name), value]] : [];
    }),
  );

function types(query: Query): string | undefined {
  const { schema } = query;
  return valuesOf(query).some(([name, [type]]) => type !== schema.types.get(name))
    ? "One or more parameter values were invalid: Condition parameter type does not match schema type"
    : undefined;
}

function emptyValues(query: Query): string | undefined {
  const empty = valuesOf(query).find(([, [, content]]) => content === "");
  return (
    empty &&
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${empty[0]}`
  );
}

/** Global indexes have what is projected alone; the store would leave the rest out. */
function projection({ input, key, given }: Query): string | undefined {
  const { ProjectionExpression: expression, IndexName } = input;
  if (typeof expression !== "string" || !key.isGlobal || !key.projected) return undefined;
  const names = parseProjection(expression).map(([name = ""]) => given.nameOf(String(name)));
  const missing = names.filter((name) => !key.projected?.includes(name));
  return missing.length > 0
    ? `One or more parameter values were invalid: Global secondary index ${IndexName} does not project [${missing.join(", ")}]`
    : undefined;
}

/** A page begins within the query: in its partition, in its range of sort keys. */
function start(query: Query): string | undefined {
  const { input, key, given } = query;
  const from = objectOf(input.ExclusiveStartKey);
  const [partition, sort] = key.names.map((name) => from[name]);
  if (partition === undefined || (key.names.length === 2 && sort === undefined)) return undefined;
  const [placeholder = ""] = conditionOn(query, key.names[0])?.values ?? [];
  if (!areEqual(entryOf(partition), given.valueOf(placeholder)))
    return "The provided starting key is outside query boundaries based on provided conditions";
  const range = conditionOn(query, key.names[1]);
  return range && !isWithin(entryOf(sort), range, given)
    ? "The provided starting key does not match the range key predicate"
    : undefined;
}

const entryOf = (value: unknown): TypedValue | undefined => Object.entries(objectOf(value))[0];

const areEqual = (one: TypedValue | undefined, other: TypedValue | undefined) => comparison(one, other) === 0;

/** Negative when the first one comes first; undefined for values of two types. */
function comparison(one: TypedValue | undefined, other: TypedValue | undefined): number | undefined {
  if (!one || !other || one[0] !== other[0]) return undefined;
  if (one[0] === "N") return Number(one[1]) - Number(other[1]);
  return Buffer.compare(bytesOf(one), bytesOf(other));
}

const bytesOf = ([type, content]: TypedValue) => Buffer.from(String(content), type === "B" ? "base64" : "utf8");

const RANGES: Readonly<Record<string, (low: number, high: number) => boolean>> = {
  "=": (low) => low === 0,
  "<": (low) => low < 0,
  "<=": (low) => low <= 0,
  ">": (low) => low > 0,
  ">=": (low) => low >= 0,
  BETWEEN: (low, high) => low >= 0 && high <= 0,
};

function isWithin(value: TypedValue | undefined, { operator, values }: KeyCondition, given: Given): boolean {
  const [low, high] = values.map((placeholder) => comparison(value, given.valueOf(placeholder)));
  const holds = RANGES[operator];
  return holds === undefined || low === undefined || holds(low, high ?? 0);
}

function inOrder(query: Query): PlainObject {
  const { input, conditions, key } = query;
  const [first, second] = key.names.map((name) => conditionOn(query, name));
  const expression = [first, second].flatMap((condition) => (condition ? [textOf(condition)] : [])).join(" AND ");
  return conditions[0] === first && !String(input.KeyConditionExpression).includes("(")
    ? input
    : { ...input, KeyConditionExpression: expression };
}

function textOf({ name, operator, values: [one, other] }: KeyCondition): string {
  if (operator === "begins_with") return `begins_with(${name}, ${one})`;
  return operator === "BETWEEN" ? `${name} BETWEEN ${one} AND ${other}` : `${name} ${operator} ${one}`;
}
