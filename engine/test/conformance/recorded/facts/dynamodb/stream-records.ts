import type { Call } from "../../calls.ts";
import { type FactTable, from, type RecordedFact } from "../../fact.ts";
import { S } from "./shapes.ts";

/** Writes to a table with a stream, and the records that come of them. */
export interface StreamFact extends RecordedFact {
  readonly view: "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";
  readonly writes: readonly Call[];
  readonly records: readonly object[];
}

const of = (place: string, rows: Parameters<typeof from<Omit<StreamFact, "view">>>[3]) =>
  from<Omit<StreamFact, "view">>("localstack", `dynamodb/test_dynamodb: ${place}`, "2025-10-08", rows);

const TableName = "table";
const key = (id: string) => ({ id: S(id) });
const put = (Item: object): Call => ["PutItem", { TableName, Item }];
const update = (id: string, UpdateExpression: string, values: object): Call => [
  "UpdateItem",
  { TableName, Key: key(id), UpdateExpression, ExpressionAttributeValues: values },
];
const remove = (id: string): Call => ["DeleteItem", { TableName, Key: key(id) }];
const batch = (...requests: readonly object[]): Call => ["BatchWriteItem", { RequestItems: { [TableName]: requests } }];
const transact = (...TransactItems: readonly object[]): Call => ["TransactWriteItems", { TransactItems }];

const record = (eventName: string, dynamodb: object) => ({
  eventName,
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: /^[a-z]+-[a-z]+-\d$/,
  eventID: /^[0-9a-f]{32}$/,
  dynamodb,
});
const images = (SizeBytes: number, id: string, NewImage?: object, OldImage?: object) => ({
  Keys: key(id),
  SizeBytes,
  StreamViewType: "NEW_AND_OLD_IMAGES",
  SequenceNumber: /^\d{21,40}$/,
  NewImage,
  OldImage,
});
const keysOnly = (SizeBytes: number, id: string) => ({
  Keys: key(id),
  SizeBytes,
  StreamViewType: "KEYS_ONLY",
  NewImage: undefined,
  OldImage: undefined,
});

const attributes = (attr1: string, attr2: string) => ({ attr1: S(attr1), attr2: S(attr2) });
const named = { ...key("Fred"), name: S("Fred") };
const long = (attr1: string, attr2: string) => ({ ...key("my-item-id"), ...attributes(attr1, attr2) });

const withImages = (rows: readonly Omit<StreamFact, "view">[]): readonly StreamFact[] =>
  rows.map((row) => ({ ...row, view: "NEW_AND_OLD_IMAGES" }));
const withKeys = (rows: readonly Omit<StreamFact, "view">[]): readonly StreamFact[] =>
  rows.map((row) => ({ ...row, view: "KEYS_ONLY" }));

/** Records of DynamoDB Streams. */
export const streamRecords: FactTable<StreamFact> = {
  service: "DynamoDB",
  subject: "records of streams",
  facts: [
    ...withImages([
      ...of("test_batch_write_items_streaming", [
        { id: "stream/put", writes: [put(key("Fred"))], records: [record("INSERT", images(12, "Fred", key("Fred")))] },
        {
          id: "stream/put-by-batch",
          writes: [batch({ PutRequest: { Item: key("NewKey") } })],
          records: [record("INSERT", images(16, "NewKey", key("NewKey")))],
        },
        {
          id: "stream/the-same-by-batch",
          writes: [put(key("Fred")), batch({ PutRequest: { Item: key("Fred") } })],
          records: [record("INSERT", {})],
        },
        {
          id: "stream/delete-by-batch",
          writes: [put(key("NewKey")), batch({ DeleteRequest: { Key: key("NewKey") } })],
          records: [record("INSERT", {}), record("REMOVE", images(16, "NewKey", undefined, key("NewKey")))],
        },
        {
          id: "stream/overwritten-by-batch",
          writes: [put(key("Fred")), batch({ PutRequest: { Item: named } })],
          records: [record("INSERT", {}), record("MODIFY", images(26, "Fred", named, key("Fred")))],
        },
      ]),
      ...of("test_transact_write_items_streaming", [
        {
          id: "stream/put-by-transaction",
          writes: [transact({ Put: { TableName, Item: key("NewKey") } })],
          records: [record("INSERT", images(16, "NewKey", key("NewKey")))],
        },
        {
          id: "stream/update-by-transaction",
          writes: [
            put(key("NewKey")),
            transact({
              Update: {
                TableName,
                Key: key("NewKey"),
                UpdateExpression: "SET attr1 = :a, attr2 = :b",
                ExpressionAttributeValues: { ":a": S("value1"), ":b": S("value2") },
              },
            }),
          ],
          records: [
            record("INSERT", {}),
            record(
              "MODIFY",
              images(46, "NewKey", { ...key("NewKey"), ...attributes("value1", "value2") }, key("NewKey")),
            ),
          ],
        },
        {
          id: "stream/update-that-inserts",
          writes: [
            transact({
              Update: {
                TableName,
                Key: key("NonExistentKey"),
                UpdateExpression: "SET attr1 = :a",
                ExpressionAttributeValues: { ":a": S("value1") },
              },
            }),
          ],
          records: [record("INSERT", images(43, "NonExistentKey", { ...key("NonExistentKey"), attr1: S("value1") }))],
        },
        {
          id: "stream/delete-by-transaction",
          writes: [
            put({ ...key("NewKey"), ...attributes("value1", "value2") }),
            transact({ Delete: { TableName, Key: key("NewKey") } }),
          ],
          records: [
            record("INSERT", {}),
            record("REMOVE", images(38, "NewKey", undefined, { ...key("NewKey"), ...attributes("value1", "value2") })),
          ],
        },
        {
          id: "stream/the-same-by-transaction",
          writes: [put(key("Fred")), transact({ Put: { TableName, Item: key("Fred") } })],
          records: [record("INSERT", {})],
        },
      ]),
      ...of("test_dynamodb_stream_records_with_update_item", [
        {
          id: "stream/update",
          writes: [
            update("my-item-id", "SET attr1 = :a, attr2 = :b", { ":a": S("value1"), ":b": S("value2") }),
            update("my-item-id", "SET attr1 = :a, attr2 = :b", { ":a": S("value2"), ":b": S("value3") }),
          ],
          records: [
            record("INSERT", images(46, "my-item-id", long("value1", "value2"))),
            record("MODIFY", images(80, "my-item-id", long("value2", "value3"), long("value1", "value2"))),
          ],
        },
        {
          id: "stream/update-to-the-same",
          writes: [put(long("a", "b")), update("my-item-id", "SET attr1 = :a", { ":a": S("a") })],
          records: [record("INSERT", {})],
        },
      ]),
    ]),
    ...withKeys([
      ...of("test_dynamodb_stream_stream_view_type", [
        {
          id: "stream/keys-of-a-put",
          writes: [put({ ...key("Fred"), more: S("x") })],
          records: [record("INSERT", keysOnly(6, "Fred"))],
        },
        {
          id: "stream/keys-of-a-change",
          writes: [put(key("Fred")), update("Fred", "SET more = :m", { ":m": S("x") })],
          records: [record("INSERT", {}), record("MODIFY", keysOnly(6, "Fred"))],
        },
        {
          id: "stream/keys-of-a-removal",
          writes: [put(key("Fred")), remove("Fred")],
          records: [record("INSERT", {}), record("REMOVE", keysOnly(6, "Fred"))],
        },
        {
          id: "stream/keys-of-another",
          writes: [put(key("Alice"))],
          records: [record("INSERT", keysOnly(7, "Alice"))],
        },
      ]),
    ]),
  ],
};
