import { aws } from "../../../engine/aws.ts";
import { control } from "../../../engine/control.ts";
import type { JournalEntry } from "../../../engine/journal/journal.ts";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { type Item, keyOf } from "./attribute-values.ts";
import { type ReadForm, readCall } from "./read-input.ts";

export interface Page {
  readonly items: readonly Item[];
  /** Items that were looked at, of which a filter may have left some out. */
  readonly scanned: number;
  /** Present when more follow. */
  readonly next?: Item;
}

const call = <Answer>(operation: string, input: object) =>
  aws<Answer>("dynamodb", `DynamoDB_20120810.${operation}`, input);

interface Answer {
  readonly Items?: readonly Item[];
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Item;
}

/** Reads a page of items. */
export async function readPage(table: StackTable, form: ReadForm, startKey?: Item): Promise<Page> {
  const { operation, input } = readCall(table, form, startKey);
  const { Items = [], ScannedCount, LastEvaluatedKey } = await call<Answer>(operation, input);
  return { items: Items, scanned: ScannedCount ?? Items.length, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
}

const keyNames = ({ keys }: StackTable) => keys.map(({ name }) => name);

/** Writes an item, on the condition that there is one of its key, or none. */
export async function writeItem(table: StackTable, item: Item, { isNew }: { readonly isNew: boolean }): Promise<void> {
  const [partition = ""] = keyNames(table);
  await call("PutItem", {
    TableName: table.name,
    Item: item,
    ConditionExpression: `${isNew ? "attribute_not_exists" : "attribute_exists"}(#key)`,
    ExpressionAttributeNames: { "#key": partition },
  });
}

export const deleteItem = (table: StackTable, item: Item): Promise<unknown> =>
  call("DeleteItem", { TableName: table.name, Key: keyOf(item, keyNames(table)) });

const WRITES = /^((Put|Update|Delete|BatchWrite)Item|TransactWriteItems|.*Execute.*)$/;

/** Tells of an entry of the journal whether items may have changed by it. */
export const isWrite = ({ service, type, data }: JournalEntry): boolean =>
  service === "dynamodb" && (type === "ttl" || (type === "call" && WRITES.test(String(data.operation))));

/** A change of an item. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  readonly Keys: Item;
  readonly NewImage?: Item;
  readonly OldImage?: Item;
}

export interface StreamContent {
  /** The newest last. */
  readonly records: readonly StreamRecord[];
  /** Number of older records that are not shown. */
  readonly forgotten: number;
  /** False: the engine keeps items to itself, but for their keys. */
  readonly payloads: boolean;
}

export const readStream = (table: StackTable): Promise<StreamContent> =>
  control.get(`tables/${encodeURIComponent(table.name)}/stream`);

/** A function that reads a stream or a queue. */
export interface Reader {
  readonly id: string;
  readonly function: string;
  readonly source: string;
  readonly enabled: boolean;
  /** Number of the last record that is done with, by shard. */
  readonly acknowledgedUpTo?: Readonly<Record<string, string>>;
}

/** The functions that read a table's stream. */
export async function readReaders(table: StackTable): Promise<readonly Reader[]> {
  const { eventSources } = await control.get<{ eventSources: readonly Reader[] }>("event-sources");
  return eventSources.filter(({ source }) => source.startsWith(`${table.arn}/stream/`));
}

/** Tells whether a reader is done with a record. Sequence numbers grow, and have up to 40 digits. */
export function hasRead({ acknowledgedUpTo }: Reader, { shardId, sequenceNumber }: StreamRecord): boolean {
  const upTo = acknowledgedUpTo?.[shardId];
  return upTo !== undefined && BigInt(sequenceNumber) <= BigInt(upTo);
}
