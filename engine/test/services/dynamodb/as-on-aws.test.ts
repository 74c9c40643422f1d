import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesOf } from "../../../src/services/dynamodb/as-on-aws/attribute-values.ts";
import { sign } from "../../../src/wire/sigv4/sign.ts";
import { type ClientOptions, type Harness, REGION } from "../harness.ts";
import { startTables } from "./tables.ts";

let harness: Harness;
let options: ClientOptions;
let client: DynamoDBClient;

beforeAll(async () => {
  harness = await startTables();
  options = await harness.serve();
  client = new DynamoDBClient(options);
});

afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape.
async function streams(operation: string, input: object): Promise<any> {
  const url = new URL(options.endpoint);
  const headers = {
    "x-amz-target": [`DynamoDBStreams_20120810.${operation}`],
    "content-type": ["application/x-amz-json-1.0"],
  };
  const call = { method: "POST", url, headers, body: Buffer.from(JSON.stringify(input)) };
  const { headers: signed } = sign(call, options.credentials, {
    region: REGION,
    service: "dynamodb",
    epochMs: Date.now(),
  });
  const lines = Object.entries(signed).map(([name, values]) => [name, values.join(",")]);
  const answer = await fetch(url, { method: "POST", headers: Object.fromEntries(lines), body: call.body });
  return answer.json();
}

async function createTable(TableName: string, StreamViewType: "KEYS_ONLY" | "NEW_IMAGE" | "NEW_AND_OLD_IMAGES") {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    }),
  );
  return String(TableDescription?.LatestStreamArn);
}

async function shardOf(StreamArn: string) {
  const { StreamDescription } = await streams("DescribeStream", { StreamArn });
  return StreamDescription.Shards[0];
}

async function recordsOf(StreamArn: string, position: object = { ShardIteratorType: "TRIM_HORIZON" }) {
  const { ShardId } = await shardOf(StreamArn);
  const { ShardIterator } = await streams("GetShardIterator", { StreamArn, ShardId, ...position });
  return (await streams("GetRecords", { ShardIterator })).Records;
}

const put = (TableName: string, Item: PutItemCommand["input"]["Item"]) =>
  client.send(new PutItemCommand({ TableName, Item }));

const namesOf = (records: { eventName: string }[]) => records.map(({ eventName }) => eventName);

describe("a write that changes nothing", () => {
  it("makes no record, be it a Put, an Update or one of a transaction", async () => {
    const arn = await createTable("same", "NEW_AND_OLD_IMAGES");
    const Item = { id: { S: "Fred" }, tags: { SS: ["a", "b"] }, deep: { M: { l: { L: [{ N: "1.0" }] } } } };
    await put("same", Item);
    await put("same", { ...Item, tags: { SS: ["b", "a"] } });
    await client.send(
      new UpdateItemCommand({
        TableName: "same",
        Key: { id: Item.id },
        UpdateExpression: "SET tags = :t",
        ExpressionAttributeValues: { ":t": Item.tags },
      }),
    );
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: "same", Item } },
          { Put: { TableName: "same", Item: { id: { S: "New" } } } },
        ],
      }),
    );
    await put("same", { id: { S: "New" }, name: { S: "x" } });
    expect(namesOf(await recordsOf(arn))).toEqual(["INSERT", "INSERT", "MODIFY"]);
  });

  it.each(["KEYS_ONLY", "NEW_IMAGE"] as const)("makes none for a stream of %s, which shows no more", async (view) => {
    const arn = await createTable(`same-${view}`, view);
    for (const text of ["a", "a", "b"]) await put(`same-${view}`, { id: { S: "1" }, text: { S: text } });
    const records = await recordsOf(arn);
    expect(namesOf(records)).toEqual(["INSERT", "MODIFY"]);
    expect(records[1].dynamodb).toMatchObject({ StreamViewType: view });
    expect(records[1].dynamodb).not.toHaveProperty("OldImage");
    const { Table } = await client.send(new DescribeTableCommand({ TableName: `same-${view}` }));
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: view });
  });

  it("is not given to functions", async () => {
    const TableName = harness.ref("Orders");
    const source = harness.context.targets.source(harness.attribute("Orders", "StreamArn"));
    for (const text of ["a", "a", "b"]) await put(TableName, { pk: { S: "1" }, sk: { S: "2" }, text: { S: text } });
    const records = await source.receive(10, new AbortController().signal, 2);
    expect(records.map(({ record }) => record.eventName)).toEqual(["INSERT", "MODIFY"]);
  });
});

describe("a stream's records", () => {
  it("have sequence numbers of 21 digits that every SDK takes, and are read on from there", async () => {
    const arn = await createTable("numbers", "NEW_AND_OLD_IMAGES");
    for (const id of ["a", "b", "c"]) await put("numbers", { id: { S: id } });
    const records = await recordsOf(arn);
    const { SequenceNumber } = records[0].dynamodb;
    expect(SequenceNumber).toMatch(/^\d{21}$/);
    expect(await recordsOf(arn, { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber })).toEqual(
      records.slice(1),
    );
    expect(await recordsOf(arn, { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber })).toEqual(records);
  });

  it("tell the region, an id of 32 hexadecimal digits and the bytes of keys and images", async () => {
    const arn = await createTable("sizes", "NEW_AND_OLD_IMAGES");
    await put("sizes", { id: { S: "Fred" } });
    await put("sizes", { id: { S: "Fred" }, name: { S: "Fred" } });
    const records = await recordsOf(arn);
    expect(records.map(({ dynamodb: { SizeBytes } }: { dynamodb: { SizeBytes: number } }) => SizeBytes)).toEqual([
      12, 26,
    ]);
    expect(records[0]).toMatchObject({ awsRegion: REGION, eventID: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });
});

describe("an element that is set behind the end of a list", () => {
  const Key = { pk: { S: "far" }, sk: { S: "1" } };
  const append = (text: string, more: object = {}) =>
    client.send(
      new UpdateItemCommand({
        TableName: harness.ref("Orders"),
        Key,
        UpdateExpression: "SET m.#l[1000000] = :v",
        ExpressionAttributeNames: { "#l": "l" },
        ExpressionAttributeValues: { ":v": { S: text } },
        ReturnValues: "ALL_NEW",
        ...more,
      }),
    );

  it("is appended, also when many append at the same time", async () => {
    await put(harness.ref("Orders"), { ...Key, m: { M: { l: { L: [] } } } });
    await Promise.all(["a", "b", "c", "d", "e"].map((text) => append(text)));
    const { Attributes } = await append("f", { ConditionExpression: "size(m.#l) = m.n OR attribute_exists(m)" });
    const texts = Attributes?.m?.M?.l?.L?.map(({ S }) => S);
    expect(texts?.toSorted()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("comes behind one that is set at the end, and any form of condition may stand beside it", async () => {
    await put(harness.ref("Orders"), { ...Key, m: { M: { l: { L: [{ S: "a" }] } } } });
    const { Attributes } = await append("c", {
      UpdateExpression: "SET m.#l[7] = :v, m.#l[1] = :b",
      ExpressionAttributeValues: { ":v": { S: "c" }, ":b": { S: "b" } },
      ConditionExpression: "(attribute_exists(m) OR attribute_exists(n))",
    });
    expect(Attributes?.m?.M?.l?.L).toEqual([{ S: "a" }, { S: "b" }, { S: "c" }]);
  });

  it("is appended in transactions too, also when many run at the same time", async () => {
    await put(harness.ref("Orders"), { ...Key, l: { L: [] } });
    const transact = (text: string) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName: harness.ref("Orders"),
                Key,
                UpdateExpression: "SET l[9] = :v",
                ExpressionAttributeValues: { ":v": { S: text } },
              },
            },
            { Put: { TableName: harness.ref("Orders"), Item: { pk: { S: "beside" }, sk: { S: text } } } },
          ],
        }),
      );
    await Promise.all(["a", "b", "c"].map(transact));
    const { Attributes } = await append("d", {
      UpdateExpression: "SET l[9] = :v",
      ExpressionAttributeNames: undefined,
    });
    expect(Attributes?.l?.L?.map(({ S }) => S).toSorted()).toEqual(["a", "b", "c", "d"]);
  });

  it("leaves the caller's condition as it was", async () => {
    await put(harness.ref("Orders"), { ...Key, m: { M: { l: { L: [] } } } });
    await expect(append("a", { ConditionExpression: "attribute_not_exists(m)" })).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
  });
});

describe("bytesOf", () => {
  it.each([
    [{ a: { N: "-12.5" } }, 1 + 3],
    [{ a: { BOOL: true } }, 1 + 1],
    [{ a: { NULL: true } }, 1 + 1],
    [{ a: { B: "AQID" } }, 1 + 3],
    [{ a: { SS: ["é", "bc"] } }, 1 + 4],
    [{ a: { M: { b: { L: [{ S: "c" }] } } } }, 3],
  ])("counts names and values: %j", (attributes, bytes) => {
    expect(bytesOf(attributes)).toBe(bytes);
  });
});

describe("DescribeStream", () => {
  it("tells the key schema and where an empty shard begins, and leaves out the end of one that is written to", async () => {
    const arn = await createTable("empty", "KEYS_ONLY");
    const { StreamDescription } = await streams("DescribeStream", { StreamArn: arn });
    expect(StreamDescription).toMatchObject({
      StreamViewType: "KEYS_ONLY",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      Shards: [{ SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) } }],
    });
    await put("empty", { id: { S: "a" } });
    expect((await shardOf(arn)).SequenceNumberRange).not.toHaveProperty("EndingSequenceNumber");
  });

  it("goes on after ExclusiveStartShardId, so that a loop over pages ends", async () => {
    const arn = await createTable("paged", "KEYS_ONLY");
    const { ShardId } = await shardOf(arn);
    const { StreamDescription } = await streams("DescribeStream", { StreamArn: arn, ExclusiveStartShardId: ShardId });
    expect(StreamDescription.Shards).toEqual([]);
  });
});

describe("a ValidationException", () => {
  const key = { pk: { S: "a" }, sk: { S: "b" } };
  const write = (input: object) =>
    client.send(new PutItemCommand({ TableName: harness.ref("Orders"), ...input } as never));

  it.each([
    [{ Item: { ...key, n: { NULL: false } } }, /^One or more parameter values were invalid: Null attribute/],
    [{ Item: { ...key, n: { SS: ["a", "a"] } } }, /^One or more parameter values were invalid: Input collection/],
    [{ Item: key, ExpressionAttributeValues: { ":a": { S: "x" } } }, /^ExpressionAttributeValues can only/],
    [{ Item: key, Expected: {}, ConditionExpression: "a = b" }, /^Can not use both expression/],
    [{ Item: key, ConditionExpression: "a = :b" }, /^Invalid ConditionExpression: An expression attribute value/],
    [{ Item: key, ReturnValues: "x" }, /^1 validation error detected: Value 'x' at 'returnValues'/],
  ])("counts only what DynamoDB's model does not allow: %j", async (input, message) => {
    await expect(write(input)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(message),
    });
  });
});
