import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { createJsonApi, type JsonApi } from "../../http/json-api.ts";
import type { ItemKey } from "../keys.ts";

type Values = Readonly<Record<string, unknown>>;

interface Condition {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Values;
}

export interface Put extends Condition {
  readonly Item: object;
}

export interface Update extends Condition {
  readonly Key: ItemKey;
  readonly UpdateExpression: string;
}

export interface Delete extends Condition {
  readonly Key: ItemKey;
}

export type TransactItem = { readonly Put: Put } | { readonly Update: Update } | { readonly Delete: Delete };

export interface Query {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Values;
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: ItemKey;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Beginning of the next page; undefined after the last one. */
  readonly lastKey: ItemKey | undefined;
}

/**
 * A table, with inputs as in DynamoDB's API and values as JavaScript has them: sets are a `Set`, and what is undefined
 * is left out. Everything rejects with an `AwsApiError`.
 */
export interface Table {
  /** A consistent read. */
  get<Item>(Key: ItemKey): Promise<Item | undefined>;
  put(input: Put): Promise<void>;
  /** Resolves with the attributes that `ReturnValues` asks for. */
  update<Item>(
    input: Update & { readonly ReturnValues?: "ALL_NEW" | "UPDATED_NEW" } & OldItem,
  ): Promise<Item | undefined>;
  /** Resolves with what was there. */
  delete<Item>(Key: ItemKey): Promise<Item | undefined>;
  query<Item>(input: Query): Promise<Page<Item>>;
  /** Deletes up to 25. Resolves with those that DynamoDB left undone. */
  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]>;
  /** All or none. */
  transact(items: readonly TransactItem[]): Promise<void>;
}

interface OldItem {
  /** The error then has the item as DynamoDB sends it. */
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD";
}

type Attributes = Parameters<typeof unmarshall>[0];

export function openTable(TableName: string, dynamodb: JsonApi = createJsonApi("dynamodb")): Table {
  const call = (operation: string, input: object) => dynamodb.call(operation, { TableName, ...marshalled(input) });
  return {
    get: async (Key) => itemOf((await call("GetItem", { Key, ConsistentRead: true })).Item),
    put: async (input) => void (await call("PutItem", input)),
    update: async (input) => itemOf((await call("UpdateItem", input)).Attributes),
    delete: async (Key) => itemOf((await call("DeleteItem", { Key, ReturnValues: "ALL_OLD" })).Attributes),

    async query<Item>(input: Query) {
      const { Items = [], LastEvaluatedKey } = await call("Query", input);
      const items = (Items as Attributes[]).map((item) => plain<Item>(item));
      return { items, lastKey: itemOf<ItemKey>(LastEvaluatedKey) };
    },

    async deleteBatch(keys) {
      const requests = keys.map(({ pk, sk }) => ({ DeleteRequest: marshalled({ Key: { pk, sk } }) }));
      const output = await dynamodb.call("BatchWriteItem", { RequestItems: { [TableName]: requests } });
      const left = (output.UnprocessedItems ?? {}) as Record<string, { DeleteRequest: { Key: Attributes } }[]>;
      return (left[TableName] ?? []).map(({ DeleteRequest }) => plain<ItemKey>(DeleteRequest.Key));
    },

    async transact(items) {
      const TransactItems = items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([kind, input]) => [kind, { TableName, ...marshalled(input) }])),
      );
      // With it a repeated request does not count twice.
      await dynamodb.call("TransactWriteItems", { TransactItems, ClientRequestToken: crypto.randomUUID() });
    },
  };
}

/** All pages of a query, one after the other. */
export async function* pagesOf<Item>(table: Pick<Table, "query">, input: Query): AsyncGenerator<readonly Item[]> {
  let ExclusiveStartKey: ItemKey | undefined;
  do {
    const { items, lastKey } = await table.query<Item>({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    yield items;
    ExclusiveStartKey = lastKey;
  } while (ExclusiveStartKey);
}

/** Members of a request that hold values. */
const HOLDS_VALUES: ReadonlySet<string> = new Set(["Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey"]);

function marshalled(input: object): Values {
  const members = Object.entries(input).map(([name, value]) => [
    name,
    HOLDS_VALUES.has(name) ? inDynamoDbJson(value) : value,
  ]);
  return Object.fromEntries(members);
}

const inDynamoDbJson = (value: object) => marshall(value, { removeUndefinedValues: true });

const plain = <Item>(attributes: Attributes) => unmarshall(attributes) as Item;

const itemOf = <Item>(attributes: unknown) =>
  attributes === undefined ? undefined : plain<Item>(attributes as Attributes);
