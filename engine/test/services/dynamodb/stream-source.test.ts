import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventSource, SourceRecord } from "../../../src/services/contract/event-source.ts";
import type { Harness } from "../harness.ts";
import { ORDERS, startTables, using as usingClient } from "./tables.ts";

let harness: Harness;
let client: DynamoDBClient;
let source: EventSource;

beforeEach(async () => {
  harness = await startTables();
  client = new DynamoDBClient(await harness.serve());
  source = harness.context.targets.source(harness.attribute("Orders", "StreamArn"));
});

afterEach(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "META" } });
const put = (pk: string) => client.send(new PutItemCommand({ TableName: harness.ref("Orders"), Item: key(pk) }));
const signal = () => new AbortController().signal;
const summary = (records: readonly SourceRecord[]) =>
  records.map(({ record }) => [record.eventName, (record.dynamodb as { Keys: { pk: { S: string } } }).Keys.pk.S]);

describe("a table's stream as an event source", () => {
  it("gives records in the shape of Lambda's event", async () => {
    await put("a");
    const [first] = await source.receive(10, signal());
    expect(first).toMatchObject({
      itemIdentifier: expect.stringMatching(/^\d+$/),
      record: {
        eventName: "INSERT",
        eventSource: "aws:dynamodb",
        eventSourceARN: harness.attribute("Orders", "StreamArn"),
        awsRegion: "eu-west-1",
        dynamodb: { Keys: key("a"), NewImage: key("a"), StreamViewType: "NEW_AND_OLD_IMAGES" },
      },
    });
  });

  it("waits for the next write", async () => {
    const received = source.receive(10, signal());
    await put("a");
    expect(summary(await received)).toEqual([["INSERT", "a"]]);
  });

  it("gives records again, in order, until they are acknowledged", async () => {
    await put("a");
    await client.send(new DeleteItemCommand({ TableName: harness.ref("Orders"), Key: key("a") }));
    const records = await source.receive(10, signal());
    expect(summary(records)).toEqual([
      ["INSERT", "a"],
      ["REMOVE", "a"],
    ]);
    source.acknowledge(records.slice(0, 1));
    expect(summary(await source.receive(10, signal()))).toEqual([["REMOVE", "a"]]);
  });

  it("tells of items whose time to live is over", async () => {
    const ttl = { N: String(harness.clock.now() / 1000 + 60) };
    const Item = { ...key("a"), ttl };
    await client.send(new PutItemCommand({ TableName: harness.ref("Orders"), Item }));
    source.acknowledge(await source.receive(10, signal()));
    const received = source.receive(10, signal());
    await harness.clock.advance(120_000);
    const records = await received;
    expect(summary(records)).toEqual([["REMOVE", "a"]]);
    expect(records[0]?.record.userIdentity).toEqual({ type: "Service", principalId: "dynamodb.amazonaws.com" });
  });

  it("does not take a caller's deletion for an expiry", async () => {
    await put("a");
    await client.send(new DeleteItemCommand({ TableName: harness.ref("Orders"), Key: key("a") }));
    const records = await source.receive(10, signal());
    expect(records.map(({ record }) => record.userIdentity)).toEqual([undefined, undefined]);
  });

  it("waits for as many records as it is asked for, and gives what there is when told to stop", async () => {
    const stop = new AbortController();
    await put("a");
    const received = source.receive(10, stop.signal, 2);
    await put("b");
    expect(summary(await received)).toEqual([
      ["INSERT", "a"],
      ["INSERT", "b"],
    ]);
    const more = source.receive(10, stop.signal, 3);
    stop.abort();
    expect(await more).toHaveLength(2);
  });

  it.each([
    ["TRIM_HORIZON", ["before", "after"]],
    ["LATEST", ["after"]],
  ] as const)("begins at %s", async (position, expected) => {
    await put("before");
    const late = harness.context.targets.source(harness.attribute("Orders", "StreamArn"), position);
    await late.opened;
    await put("after");
    const records = await late.receive(10, signal(), expected.length);
    expect(summary(records).map(([, pk]) => pk)).toEqual(expected);
  });

  it("misses nothing at LATEST when nothing was written before it was opened", async () => {
    const latest = harness.context.targets.source(harness.attribute("Orders", "StreamArn"), "LATEST");
    await put("a");
    const records = await latest.receive(10, signal());
    expect(summary(records)).toEqual([["INSERT", "a"]]);
  });

  it("gives up when told to", async () => {
    const stop = new AbortController();
    const received = source.receive(10, stop.signal);
    stop.abort();
    expect(await received).toEqual([]);
  });

  it.each([
    ["KEYS_ONLY", [undefined, undefined]],
    ["NEW_IMAGE", ["new", undefined]],
    ["OLD_IMAGE", [undefined, "old"]],
    ["NEW_AND_OLD_IMAGES", ["new", "old"]],
  ])("shows the images that StreamViewType %s asks for", async (StreamViewType, expected) => {
    const Properties = { ...ORDERS.Properties, StreamSpecification: { StreamViewType } };
    await using viewed = await startTables({ resources: { Viewed: { ...ORDERS, Properties } } });
    using other = usingClient(new DynamoDBClient(await viewed.serve()));
    for (const value of ["old", "new"]) {
      const Item = { ...key("a"), value: { S: value } };
      await other.client.send(new PutItemCommand({ TableName: viewed.ref("Viewed"), Item }));
    }
    const stream = viewed.context.targets.source(viewed.attribute("Viewed", "StreamArn"));
    const [, modified] = await stream.receive(10, signal(), 2);
    const change = modified?.record.dynamodb as Record<"NewImage" | "OldImage", { value: { S: string } } | undefined>;
    expect(modified?.record.eventName).toBe("MODIFY");
    expect([change.NewImage?.value.S, change.OldImage?.value.S]).toEqual(expected);
  });

  it("rejects for a table that does not exist", async () => {
    const gone = harness.context.targets.source("arn:aws:dynamodb:eu-west-1:123456789012:table/nope/stream/x");
    await expect(gone.receive(10, signal())).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});
