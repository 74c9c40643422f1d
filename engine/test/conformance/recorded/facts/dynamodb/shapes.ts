import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { CallFact } from "../../calls.ts";
import { from } from "../../fact.ts";

export const S = (text: string) => ({ S: text });
export const N = (number: number | string) => ({ N: String(number) });
export const B = (...bytes: readonly number[]) => ({ B: new Uint8Array(bytes) });
export const L = (...values: readonly object[]) => ({ L: values });
export const M = (members: object) => ({ M: members });
export const SS = (...values: readonly string[]) => ({ SS: values });
export const BOOL = (value: boolean) => ({ BOOL: value });

type Type = "S" | "N" | "B";

/** A key's attributes with their types, the partition key first: `{ pk: "S", sk: "N" }`. */
type Key = Readonly<Record<string, Type>>;

export const keySchema = (key: Key) =>
  Object.keys(key).map((AttributeName, index) => ({
    AttributeName,
    KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
  }));

const definitions = (key: Key) =>
  Object.entries(key).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

interface Indexes {
  readonly global?: Readonly<Record<string, readonly [Key, projection?: readonly string[] | "KEYS_ONLY"]>>;
  readonly local?: Readonly<Record<string, readonly [Key, projection?: readonly string[] | "KEYS_ONLY"]>>;
}

/** The input of `CreateTable`. */
export function tableOf(TableName: string, key: Key, { global, local }: Indexes = {}): CreateTableCommandInput {
  const attributes = Object.assign({}, key, ...keysOf(global), ...keysOf(local)) as Key;
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: definitions(attributes),
    KeySchema: keySchema(key),
    ...(global && { GlobalSecondaryIndexes: indexesOf(global) }),
    ...(local && { LocalSecondaryIndexes: indexesOf(local) }),
  };
}

export const hashTable = (TableName: string) => tableOf(TableName, { id: "S" });

const keysOf = (indexes: Indexes["global"] = {}) => Object.values(indexes).map(([key]) => key);

const indexesOf = (indexes: NonNullable<Indexes["global"]>) =>
  Object.entries(indexes).map(([IndexName, [key, projection]]) => ({
    IndexName,
    KeySchema: keySchema(key),
    Projection: projectionOf(projection),
  }));

function projectionOf(projection?: readonly string[] | "KEYS_ONLY") {
  if (projection === undefined) return { ProjectionType: "ALL" as const };
  if (projection === "KEYS_ONLY") return { ProjectionType: projection };
  return { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...projection] };
}

/** The day on which AWS's documentation and the suite of others were read. */
const READ_ON = "2026-11-30";

type Rows = Parameters<typeof from<CallFact>>[3];

/** Facts of a page of the developer guide. */
export const guide = (page: string, rows: Rows) => from<CallFact>("dynamodb-guide", page, READ_ON, rows);

/** Facts of an operation's page in the API reference. */
export const api = (operation: string, rows: Rows) =>
  from<CallFact>("dynamodb-api", `API_${operation}.html`, READ_ON, rows);

/** Answers that others have seen on AWS; the file is one of their tests. */
export const seen = (file: string, rows: Rows) =>
  from<CallFact>("parity-suite", `tests/${file}.test.ts`, READ_ON, rows);

/** Answers that others' tests hold against AWS too; the file is one of them. */
export const alternator = (file: string, rows: Rows) => from<CallFact>("alternator", `test_${file}.py`, READ_ON, rows);

/** An error's words. */
export const invalid = (message?: string | RegExp) => ({
  code: "ValidationException",
  ...(message !== undefined && { message }),
});
