import type { CallStore } from "./call-store.ts";

/** The key of a table or an index: its attributes' names, the partition key first. */
export interface KeySchema {
  readonly names: readonly string[];
  readonly isGlobal: boolean;
  /** Attributes that a global index has besides; undefined: all. */
  readonly projected?: readonly string[] | undefined;
}

export interface TableSchema {
  readonly key: KeySchema;
  readonly indexes: ReadonlyMap<string, KeySchema>;
  readonly types: ReadonlyMap<string, string>;
}

/** Schemas of tables, read once each. */
export interface Schemas {
  /** Undefined where there is no such table, or nothing can be said of it. */
  of(tableName: string, call: CallStore): Promise<TableSchema | undefined>;
  forget(tableName: string): void;
}

export function createSchemas(): Schemas {
  const known = new Map<string, TableSchema>();
  return {
    async of(tableName, call) {
      const schema = known.get(tableName) ?? (await described(tableName, call));
      if (schema) known.set(tableName, schema);
      return schema;
    },
    forget: (tableName) => void known.delete(tableName),
  };
}

interface Description {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
}

interface Index extends Pick<Description, "KeySchema"> {
  readonly IndexName: string;
  readonly Projection?: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

async function described(TableName: string, call: CallStore): Promise<TableSchema | undefined> {
  const output = await call("DescribeTable", { TableName }).catch(() => undefined);
  const table = output?.Table as Description | undefined;
  if (!table) return undefined;
  const key = namesOf(table.KeySchema);
  return {
    key: { names: key, isGlobal: false },
    types: new Map(table.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType])),
    indexes: new Map([
      ...(table.GlobalSecondaryIndexes ?? []).map((index) => indexOf(index, key, true)),
      ...(table.LocalSecondaryIndexes ?? []).map((index) => indexOf(index, key, false)),
    ]),
  };
}

const namesOf = (schema: Description["KeySchema"]) =>
  schema.toSorted((a, b) => a.KeyType.localeCompare(b.KeyType)).map(({ AttributeName }) => AttributeName);

function indexOf({ IndexName, KeySchema, Projection }: Index, key: readonly string[], isGlobal: boolean) {
  const names = namesOf(KeySchema);
  const hasAll = Projection?.ProjectionType === "ALL";
  const projected = hasAll ? undefined : [...names, ...key, ...(Projection?.NonKeyAttributes ?? [])];
  return [IndexName, { names, isGlobal, projected }] as const;
}
