import type { Clock } from "../../kernel/clock.ts";
import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Recorder } from "../../kernel/journal.ts";
import type { Store } from "./store/client.ts";
import { listTables } from "./tables.ts";

/** DynamoDB deletes within days of the expiry and promises no hour; here it is a minute, so that tests need not wait. */
const SWEEP_INTERVAL_MS = 60_000;

/** DynamoDB leaves items alone whose time is more than five years past: they are likely no expiry times at all. */
const OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 60 * 60;

/** Items looked at in one step; their deletions run at the same time. */
const PAGE_SIZE = 100;

/** A key, or a whole item, as the API has it. */
export type Item = Readonly<Record<string, unknown>>;

export interface TtlSweeperDependencies {
  readonly store: Store;
  /** True as long as the store has not come up, so that there is nothing in it. */
  readonly isAsleep?: () => boolean;
  readonly clock: Clock;
  readonly journal: Recorder;
  /** Called before an item is deleted for its age; the answer is called when it was not. */
  readonly announce: (tableName: string, key: Item) => () => void;
  /** Called after items were deleted. */
  readonly onDeleted: () => void;
}

/**
 * Deletes expired items by the engine's clock: stores go by the machine's, or leave it out. Which tables have a time
 * to live is asked of the store each time, so that `UpdateTimeToLive` and kept data need no second memory.
 */
export function startTtlSweeper({
  store,
  isAsleep,
  clock,
  journal,
  ...events
}: TtlSweeperDependencies): AsyncDisposable {
  let stopped = false;
  let sweeping: Promise<void> | undefined;
  let timer = clock.after(SWEEP_INTERVAL_MS, begin);

  function begin(): void {
    const startedAt = clock.now();
    sweeping = sweep().then(() => onSwept(startedAt));
  }

  // The next timer is set when a sweep is done: a jump over years has one, not one a minute.
  function onSwept(startedAt: number): void {
    sweeping = undefined;
    if (stopped) return;
    const leftMs = startedAt + SWEEP_INTERVAL_MS - clock.now();
    // While the sweep ran the clock may have been moved on by hours: one more then sees it all.
    if (leftMs <= 0) begin();
    else timer = clock.after(leftMs, begin);
  }

  async function sweep(): Promise<void> {
    if (isAsleep?.()) return;
    try {
      for (const table of await tablesWithTtl(store)) await sweepTable(table);
    } catch (error) {
      if (!stopped) journal.record("dynamodb", "ttl-failed", { message: messageOf(error) });
    }
  }

  async function sweepTable(table: ExpiringTable): Promise<void> {
    const nowSeconds = Math.floor(clock.now() / 1000);
    let count = 0;
    for await (const keys of expiredKeys(store, table, nowSeconds)) {
      const deleted = await Promise.all(keys.map((key) => remove(table, key, nowSeconds)));
      count += deleted.filter(Boolean).length;
    }
    if (count === 0) return;
    journal.record("dynamodb", "ttl", { table: table.name, deleted: count });
    events.onDeleted();
  }

  async function remove(table: ExpiringTable, key: Item, nowSeconds: number): Promise<boolean> {
    const takeBack = events.announce(table.name, key);
    const deleted = await deleteIfExpired(store, table, key, nowSeconds);
    if (!deleted) takeBack();
    return deleted;
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer[Symbol.dispose]();
      await sweeping;
    },
  };
}

interface ExpiringTable {
  readonly name: string;
  readonly ttlAttribute: string;
  readonly keyNames: readonly string[];
}

async function tablesWithTtl(store: Store): Promise<ExpiringTable[]> {
  const tables = await Promise.all((await listTables(store)).map((name) => describe(store, name)));
  return tables.filter((table) => table !== undefined);
}

interface TimeToLiveDescription {
  readonly TimeToLiveStatus?: string;
  readonly AttributeName?: string;
}

async function describe(store: Store, name: string): Promise<ExpiringTable | undefined> {
  const { TimeToLiveDescription: ttl } = await store.call("DescribeTimeToLive", { TableName: name });
  const { TimeToLiveStatus, AttributeName } = (ttl ?? {}) as TimeToLiveDescription;
  if (TimeToLiveStatus !== "ENABLED" || !AttributeName) return undefined;
  const { Table } = await store.call("DescribeTable", { TableName: name });
  const { KeySchema } = Table as { KeySchema: { AttributeName: string }[] };
  return { name, ttlAttribute: AttributeName, keyNames: KeySchema.map((key) => key.AttributeName) };
}

/** Expressions that hold for an expired item. An attribute that is no number never compares as one. */
const isExpired = ({ ttlAttribute }: ExpiringTable, nowSeconds: number) => ({
  condition: "#ttl BETWEEN :oldest AND :now",
  names: { "#ttl": ttlAttribute },
  values: { ":now": { N: String(nowSeconds) }, ":oldest": { N: String(nowSeconds - OLDEST_EXPIRY_SECONDS) } },
});

async function* expiredKeys(store: Store, table: ExpiringTable, nowSeconds: number): AsyncGenerator<Item[]> {
  const { condition, names, values } = isExpired(table, nowSeconds);
  const keyPlaceholders = table.keyNames.map((_name, index) => `#key${index}`);
  let last: unknown;
  do {
    const page = await store.call("Scan", {
      TableName: table.name,
      Limit: PAGE_SIZE,
      FilterExpression: condition,
      ProjectionExpression: keyPlaceholders.join(", "),
      ExpressionAttributeNames: {
        ...names,
        ...Object.fromEntries(table.keyNames.map((name, index) => [`#key${index}`, name])),
      },
      ExpressionAttributeValues: values,
      ...(last !== undefined && { ExclusiveStartKey: last }),
    });
    yield page.Items as Item[];
    last = page.LastEvaluatedKey;
  } while (last !== undefined);
}

/** Deletes an item on the condition that it is expired: it may have been given more time after it was found. */
async function deleteIfExpired(store: Store, table: ExpiringTable, key: Item, nowSeconds: number): Promise<boolean> {
  const { condition, names, values } = isExpired(table, nowSeconds);
  try {
    await store.call("DeleteItem", {
      TableName: table.name,
      Key: key,
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
