import { DynamoDBClient, PutItemCommand, ScanCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../src/kernel/clock.ts";
import { createJournal } from "../../../src/kernel/journal.ts";
import type { Store } from "../../../src/services/dynamodb/store/client.ts";
import { startTtlSweeper } from "../../../src/services/dynamodb/ttl-sweeper.ts";
import { type Harness, STARTED_AT } from "../harness.ts";
import { startTables } from "./tables.ts";

const HOUR_SECONDS = 3600;
const NOW_SECONDS = STARTED_AT / 1000;

let harness: Harness;
let client: DynamoDBClient;
let TableName: string;

beforeEach(async () => {
  harness = await startTables();
  client = new DynamoDBClient(await harness.serve());
  TableName = harness.ref("Orders");
});

afterEach(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

const put = (pk: string, more: Record<string, { N: string } | { S: string }>) =>
  client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: "META" }, ...more } }));

const remaining = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Items.map(({ pk }) => pk?.S).sort();
};

const seconds = (fromNow: number) => ({ N: String(NOW_SECONDS + fromNow) });

describe("TimeToLiveSpecification", () => {
  it("deletes expired items once the engine's clock has passed their time", async () => {
    await put("soon", { ttl: seconds(HOUR_SECONDS) });
    await put("later", { ttl: seconds(3 * HOUR_SECONDS) });
    await put("never", {});
    await harness.clock.advance(2 * HOUR_SECONDS * 1000);
    await harness.journal.waitFor({ type: "ttl", data: { table: TableName, deleted: 1 } });
    expect(await remaining()).toEqual(["later", "never"]);
  });

  it("leaves alone what is no number, and what expired more than five years ago", async () => {
    await put("text", { ttl: { S: String(NOW_SECONDS) } });
    await put("ancient", { ttl: seconds(-6 * 365 * 24 * HOUR_SECONDS) });
    await put("expired", { ttl: seconds(-1) });
    await harness.clock.advance(60_000);
    await harness.journal.waitFor({ type: "ttl" });
    expect(await remaining()).toEqual(["ancient", "text"]);
  });

  it("sweeps more items than one page has", async () => {
    const pks = Array.from({ length: 250 }, (_, index) => `item-${index}`);
    await Promise.all(pks.map((pk) => put(pk, { ttl: seconds(10) })));
    await harness.clock.advance(60_000);
    await harness.journal.waitFor({ type: "ttl", data: { deleted: 250 } });
    expect(await remaining()).toEqual([]);
  });

  it("follows UpdateTimeToLive", async () => {
    const update = (AttributeName: string, Enabled: boolean) =>
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));
    await update("ttl", false);
    await update("goneAt", true);
    await put("by ttl", { ttl: seconds(10) });
    await put("by goneAt", { goneAt: seconds(10) });
    await harness.clock.advance(60_000);
    await harness.journal.waitFor({ type: "ttl" });
    expect(await remaining()).toEqual(["by ttl"]);
  });
});

describe("the sweep of expired items", () => {
  it("is not done once a minute while time jumps over years, but once it has jumped", async () => {
    const clock = createClock(() => 0);
    const journal = createJournal(clock.now);
    const answers: (() => void)[] = [];
    // A store is another process: it answers when time has moved on already.
    const call = () =>
      new Promise<Record<string, unknown>>((resolve) => answers.push(() => resolve({ TableNames: [] })));
    const events = { announce: () => () => {}, onDeleted: () => {} };
    const sweeper = startTtlSweeper({ store: { call } as unknown as Store, clock, journal, ...events });
    await clock.advance(10 * 365 * 24 * HOUR_SECONDS * 1000, { maxTasks: 1 });
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await expect.poll(() => answers.length, { timeout: 15_000 }).toBe(2);
    answers[1]?.();
    await sweeper[Symbol.asyncDispose]();
    clock[Symbol.dispose]();
  });
});
