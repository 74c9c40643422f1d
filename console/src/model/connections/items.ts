import type { StackTable } from "../../engine/stack-parts.ts";

/** An attribute's value as DynamoDB writes it: `{ "S": "text" }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
type RawItem = Readonly<Record<string, AttributeValue>>;

/** Calls an operation of DynamoDB by its name. */
export type CallDynamoDb = <Answer>(operation: "Query" | "Scan", input: object) => Promise<Answer>;

export interface FoundItem {
  /** The values of its key. */
  readonly key: readonly string[];
  readonly item: Readonly<Record<string, unknown>>;
}

/** Items of one table that mention a connection. */
export interface FoundItems {
  readonly table: StackTable;
  readonly items: readonly FoundItem[];
  /** False: the table is large, and only its beginning was looked through. */
  readonly isComplete: boolean;
}

interface Page {
  readonly Items?: readonly RawItem[];
  readonly LastEvaluatedKey?: object;
}

const PAGE_ITEMS = 1_000;
/** Pages of a table that are looked through. */
const MOST_PAGES = 5;
const MOST_FOUND = 200;

/**
 * Finds the items of a table that mention a connection: by a key where one is its id, else by looking through the table.
 * Where a key holds the id among other text (`C#…`), all items of that key are asked for.
 */
export async function findItems(id: string, table: StackTable, call: CallDynamoDb): Promise<FoundItems> {
  const found = new Map<string, RawItem>();
  const add = (items: readonly RawItem[]) => {
    for (const item of items) if (found.size < MOST_FOUND) found.set(JSON.stringify(keyOf(item, table)), item);
  };
  const hashKeys = hashKeysOf(table);
  for (const hash of hashKeys) add(await query(table, hash, id, call));
  if (found.size > 0) return { table, items: toFound(found, table), isComplete: true };
  const { items, isComplete } = await scan(id, table, call);
  add(items);
  for (const hash of hashKeys)
    for (const value of new Set(items.flatMap((item) => idIn(item[hash.name], id))))
      add(await query(table, hash, value, call));
  return { table, items: toFound(found, table), isComplete };
}

interface HashKey {
  readonly name: string;
  readonly index?: string;
}

/** Keys of texts by which the table, or an index of it, can be asked. */
function hashKeysOf({ keys, indexes }: StackTable): readonly HashKey[] {
  const all = [{ keys, index: undefined }, ...indexes.map((each) => ({ keys: each.keys, index: each.name }))];
  return all.flatMap(({ keys: own, index }) =>
    own
      .filter(({ role, type }) => role === "HASH" && type === "S")
      .map(({ name }) => ({ name, ...(index !== undefined && { index }) })),
  );
}

async function query({ name: TableName }: StackTable, hash: HashKey, value: string, call: CallDynamoDb) {
  const page = await call<Page>("Query", {
    TableName,
    ...(hash.index !== undefined && { IndexName: hash.index }),
    KeyConditionExpression: "#hash = :hash",
    ExpressionAttributeNames: { "#hash": hash.name },
    ExpressionAttributeValues: { ":hash": { S: value } },
    Limit: MOST_FOUND,
  });
  return page.Items ?? [];
}

async function scan(id: string, { name: TableName }: StackTable, call: CallDynamoDb) {
  const items: RawItem[] = [];
  let ExclusiveStartKey: object | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await call<Page>("Scan", {
      TableName,
      Limit: PAGE_ITEMS,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    items.push(...(page.Items ?? []).filter((item) => Object.values(item).some((value) => mentions(value, id))));
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (!ExclusiveStartKey) return { items, isComplete: true };
  }
  return { items, isComplete: false };
}

/** Tells whether a value holds the id, however deep. */
function mentions(value: unknown, id: string): boolean {
  if (typeof value === "string") return value.includes(id);
  return typeof value === "object" && value !== null && Object.values(value).some((member) => mentions(member, id));
}

const idIn = (value: AttributeValue | undefined, id: string): readonly string[] =>
  typeof value?.S === "string" && value.S.includes(id) ? [value.S] : [];

const keyOf = (item: RawItem, { keys }: StackTable): readonly string[] =>
  keys.map(({ name }) => String(plain(item[name] ?? {})));

const toFound = (found: ReadonlyMap<string, RawItem>, table: StackTable): readonly FoundItem[] =>
  [...found.values()].map((raw) => ({
    key: keyOf(raw, table),
    item: Object.fromEntries(sorted(raw, table).map(([name, value]) => [name, plain(value)])),
  }));

/** The attributes by name, those of the key first. */
function sorted(raw: RawItem, { keys }: StackTable): readonly (readonly [string, AttributeValue])[] {
  const names = keys.map(({ name }) => name);
  const others = Object.keys(raw).filter((name) => !names.includes(name));
  return [...names, ...others.sort()].flatMap((name) => (raw[name] ? [[name, raw[name]] as const] : []));
}

/** The value as JSON has it; a number keeps its digits where JSON cannot. */
export function plain(value: AttributeValue): unknown {
  const [type = "", inner] = Object.entries(value)[0] ?? [];
  return Object.hasOwn(PLAIN, type) ? PLAIN[type]?.(inner) : inner;
}

const PLAIN: Readonly<Record<string, (inner: unknown) => unknown>> = {
  N: (inner) => numberOf(String(inner)),
  NS: (inner) => (inner as readonly string[]).map(numberOf),
  NULL: () => null,
  L: (inner) => (inner as readonly AttributeValue[]).map(plain),
  M: (inner) =>
    Object.fromEntries(
      Object.entries(inner as Readonly<Record<string, AttributeValue>>).map(([name, value]) => [name, plain(value)]),
    ),
};

const numberOf = (digits: string) => (String(Number(digits)) === digits ? Number(digits) : digits);
