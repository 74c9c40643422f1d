import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../src/kernel/clock.ts";
import { createOffsets } from "../../../src/services/dynamodb/watch/offsets.ts";
import { type ControlClient, serveControls } from "../controls.ts";
import type { Harness } from "../harness.ts";
import { ORDERS, startTables, using as usingClient } from "./tables.ts";

const HOUR_MS = 3_600_000;

let harness: Harness;
let client: DynamoDBClient;
let control: ControlClient;

beforeEach(async () => {
  const { StreamSpecification: _, ...Properties } = ORDERS.Properties;
  harness = await startTables({ resources: { Orders: ORDERS, Plain: { ...ORDERS, Properties } } });
  client = new DynamoDBClient(await harness.serve());
  control = await serveControls(harness);
});

afterEach(async () => {
  client.destroy();
  await control[Symbol.asyncDispose]();
  await harness[Symbol.asyncDispose]();
});

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "META" } });
const put = (pk: string) => client.send(new PutItemCommand({ TableName: harness.ref("Orders"), Item: key(pk) }));
const look = async () => (await control.ask("GET", `tables/${harness.ref("Orders")}/stream`)).body;

describe("GET /_portcullis/tables/{name}/stream", () => {
  it("shows each change once, with keys and images, however often and by how many it is asked", async () => {
    await put("a");
    await Promise.all([look(), look()]);
    await client.send(new DeleteItemCommand({ TableName: harness.ref("Orders"), Key: key("a") }));
    const { records, forgotten } = await look();
    expect(forgotten).toBe(0);
    expect(records).toMatchObject([
      { eventName: "INSERT", Keys: key("a"), NewImage: key("a"), sequenceNumber: expect.stringMatching(/^\d+$/) },
      { eventName: "REMOVE", Keys: key("a"), OldImage: key("a") },
    ]);
  });

  it("shows keys alone where no payloads are shown", async () => {
    await using discreet = await startTables({ settings: { payloads: false } });
    await using own = await serveControls(discreet);
    using writer = usingClient(new DynamoDBClient(await discreet.serve()));
    const Item = { ...key("a"), note: { S: "hidden-note" } };
    await writer.client.send(new PutItemCommand({ TableName: discreet.ref("Orders"), Item }));
    const { body } = await own.ask("GET", `tables/${discreet.ref("Orders")}/stream`);
    expect(body).toMatchObject({ payloads: false, records: [{ eventName: "INSERT", Keys: key("a") }] });
    expect(JSON.stringify(body)).not.toContain("hidden");
  });

  it("masks attributes that hold secrets", async () => {
    const Item = { ...key("a"), password: { S: "hunter22" } };
    await client.send(new PutItemCommand({ TableName: harness.ref("Orders"), Item }));
    expect(JSON.stringify(await look())).not.toContain("hunter22");
  });

  it("leaves the journal and the stream's readers alone", async () => {
    const source = harness.context.targets.source(harness.attribute("Orders", "StreamArn"));
    await put("a");
    const entries = harness.journal.lastSeq;
    await look();
    expect(harness.journal.lastSeq).toBe(entries);
    expect(await source.receive(10, new AbortController().signal)).toHaveLength(1);
  });

  it("tells the time of a change by the engine's clock as it was then", async () => {
    await using own = await startTables({ clock: createClock() });
    await using its = await serveControls(own);
    using writer = usingClient(new DynamoDBClient(await own.serve()));
    const TableName = own.ref("Orders");
    await writer.client.send(new PutItemCommand({ TableName, Item: key("a") }));
    // Stores tell whole seconds.
    const second = Math.floor(Date.now() / 1000);
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(second);
    await own.clock.advance(2 * HOUR_MS);
    await writer.client.send(new PutItemCommand({ TableName, Item: key("b") }));
    const { records } = (await its.ask("GET", `tables/${TableName}/stream`)).body;
    const [early, late] = records.map(({ at }: { at: number }) => at - own.clock.now());
    expect(early).toBeLessThan(-HOUR_MS);
    expect(late).toBeGreaterThan(-HOUR_MS);
  });

  it("says that a table has no stream", async () => {
    const answer = await control.ask("GET", `tables/${harness.ref("Plain")}/stream`);
    expect(answer).toMatchObject({ status: 404, body: { message: expect.stringContaining("has no stream") } });
  });

  it("says that there is no such table", async () => {
    const answer = await control.ask("GET", "tables/nowhere/stream");
    expect(answer).toMatchObject({ status: 400, body: { code: "ResourceNotFoundException" } });
  });
});

describe("an event source of a stream", () => {
  it("tells up to which record of a shard all are acknowledged", async () => {
    const source = harness.context.targets.source(harness.attribute("Orders", "StreamArn"));
    for (const pk of ["a", "b", "c"]) await put(pk);
    const records = await source.receive(10, new AbortController().signal, 3);
    const [first, , third] = records;
    const { shardId = "" } = first ?? {};
    const upTo = () => source.acknowledgedUpTo?.()[shardId];
    expect(upTo()).toBeUndefined();
    source.acknowledge(records.slice(0, 1));
    expect(upTo()).toBe(first?.itemIdentifier);
    source.acknowledge(records.slice(2));
    expect(upTo()).toBe(first?.itemIdentifier);
    source.acknowledge(records.slice(1, 2));
    expect(upTo()).toBe(third?.itemIdentifier);
  });
});

describe("offsets of a clock", () => {
  it("are told for times of the machine", () => {
    const clock = { time: 10_000, offsetMs: 0, now: () => clock.time + clock.offsetMs };
    const offsets = createOffsets(clock);
    offsets.note();
    Object.assign(clock, { time: 20_900, offsetMs: 5000 });
    offsets.note();
    Object.assign(clock, { time: 30_000, offsetMs: 7000 });
    offsets.note();
    expect([0, 19_000, 20_000, 29_000, 30_000, 99_000].map(offsets.at)).toEqual([0, 0, 5000, 5000, 7000, 7000]);
  });
});
