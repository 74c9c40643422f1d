import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EventSource, SourceRecord } from "../../../src/services/contract/event-source.ts";
import { findStoreBinary } from "../../../src/services/dynamodb/store/binary.ts";
import { type StoreProcess, startStoreProcess } from "../../../src/services/dynamodb/store/process.ts";
import type { Harness } from "../harness.ts";
import { startTables } from "./tables.ts";

let harness: Harness;
/** Repeats its calls, as SDKs do by default. */
let client: DynamoDBClient;
/** Makes each call once. */
let impatient: DynamoDBClient;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-test-"));
});
afterEach(async () => {
  client.destroy();
  impatient.destroy();
  await harness[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function start(settings: NonNullable<Parameters<typeof startTables>[0]>["settings"] = {}): Promise<void> {
  harness = await startTables({ settings });
  const options = await harness.serve();
  client = new DynamoDBClient(options);
  impatient = new DynamoDBClient({ ...options, maxAttempts: 1 });
}

const pids = () =>
  harness.journal.entries({ service: "dynamodb", type: "process" }).map(({ data }) => Number(data.pid));

// Not 0 when there is none: that is this process and its group.
const signalStore = (signal: NodeJS.Signals | 0) => process.kill(pids().at(-1) ?? Number.NaN, signal);

const lastSeq = () => harness.journal.entries().at(-1)?.seq ?? 0;

/** Resolves with what the journal says of the store's next change to `status`. */
function nextHealth(status: string, after = lastSeq()) {
  return harness.journal.waitFor({ service: "dynamodb", type: "health", data: { status } }, { after });
}

/** Kills the store and resolves with what the journal says once it is back. */
function killStore() {
  const back = nextHealth("ready");
  signalStore("SIGKILL");
  return back;
}

const TableName = () => harness.ref("Orders");
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "META" } });
const put = (pk: string, more = {}) =>
  client.send(new PutItemCommand({ TableName: TableName(), Item: { ...key(pk), ...more } }));

async function items() {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TableName() }));
  return Items.map(({ pk }) => pk?.S).sort();
}

const createOwnTable = () =>
  client.send(
    new CreateTableCommand({
      TableName: "Own",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );

describe("a store that is killed", () => {
  it("keeps what it acknowledged with --data, each time, and callers whose SDK repeats calls notice nothing", async () => {
    await start({ dataDir: folder });
    await createOwnTable();
    const acknowledged: string[] = [];
    for (let round = 0; round < 5; round++) {
      const back = killStore();
      const pks = Array.from({ length: 5 }, (_, index) => `item-${round}-${index}`);
      await Promise.all(pks.map((pk) => put(pk).then(() => acknowledged.push(pk))));
      expect((await back).data).toMatchObject({
        emptied: [],
        gone: [],
        message: expect.stringContaining("all its tables"),
      });
    }
    expect(acknowledged).toHaveLength(25);
    expect(await items()).toEqual(acknowledged.sort());
    expect(new Set(pids()).size).toBe(6);
  });

  it("answers a call that is in flight with an error that SDKs repeat", async () => {
    await start();
    const forward = vi.spyOn(harness.service, "forward");
    signalStore("SIGSTOP");
    const call = impatient.send(new ListTablesCommand({}));
    const answer = expect(call).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
      message: expect.stringContaining("does not answer"),
    });
    await expect.poll(() => forward.mock.calls.length).toBe(1);
    await nextTurn();
    await killStore();
    await answer;
    expect((await impatient.send(new ListTablesCommand({}))).TableNames).toEqual([TableName()]);
  });

  it("is degraded until it is back, and says why", async () => {
    await start();
    expect(harness.service.health?.()).toEqual({ status: "ready" });
    const seen: unknown[] = [];
    harness.journal.subscribe(({ type }) => type === "health" && seen.push(harness.service.health?.()));
    await killStore();
    expect(seen).toEqual([
      { status: "degraded", reason: expect.stringMatching(/down \(signal SIGKILL\).*started again.*repeat/) },
      { status: "ready" },
    ]);
  });

  it("comes back without --data with the template's tables, empty, and tells what is lost", async () => {
    await start();
    await createOwnTable();
    await put("lost");
    const { data } = await killStore();
    expect(data).toMatchObject({ emptied: [TableName()], gone: ["Own"] });
    expect(data.message).toBe(
      `The DynamoDB store is back without what it held: ${TableName()} is empty; Own is gone. --data DIR would have kept them.`,
    );
    expect(await items()).toEqual([]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TableName() }));
    expect(Table).toMatchObject({
      GlobalSecondaryIndexes: [{ IndexName: "ByUser" }],
      LocalSecondaryIndexes: [{ IndexName: "ByTotal" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      LatestStreamArn: harness.attribute("Orders", "StreamArn"),
    });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: TableName() }));
    expect(TimeToLiveDescription).toEqual({ AttributeName: "ttl", TimeToLiveStatus: "ENABLED" });
    // They are lost once.
    expect((await killStore()).data).toMatchObject({ emptied: [TableName()], gone: [] });
  });

  it("goes on deleting what has expired", async () => {
    await start({ dataDir: folder });
    await put("expired", { ttl: { N: String(harness.clock.now() / 1000 + 10) } });
    await killStore();
    await harness.clock.advance(60_000);
    await harness.journal.waitFor({ type: "ttl", data: { deleted: 1 } });
    expect(await items()).toEqual([]);
  });

  it("is not waited for when the engine stops, even if it is frozen", async () => {
    await start();
    signalStore("SIGSTOP");
    await harness.service[Symbol.asyncDispose]();
    expect(() => signalStore(0)).toThrow("ESRCH");
  });
});

describe("a stream of a store that is killed", () => {
  const signal = () => new AbortController().signal;
  const keys = (records: readonly SourceRecord[]) =>
    records.map(({ record }) => (record.dynamodb as { Keys: { pk: { S: string } } }).Keys.pk.S);
  const open = () => harness.context.targets.source(harness.attribute("Orders", "StreamArn"));

  /** As a mapping's poller does it: a read that fails is repeated. */
  async function receive(source: EventSource, atLeast = 1): Promise<readonly SourceRecord[]> {
    return source.receive(10, signal(), atLeast).catch((error) => {
      expect(error).toMatchObject({ code: "InternalServerError" });
      return receive(source, atLeast);
    });
  }

  it("goes on with the first write to the table that was created again", async () => {
    await start();
    const source = open();
    for (const pk of ["a", "b", "c"]) await put(pk);
    source.acknowledge(await receive(source, 3));
    const received = receive(source);
    await killStore();
    await put("new");
    expect(keys(await received)).toEqual(["new"]);
  });

  it("goes on where it was with --data, without what was read before", async () => {
    await start({ dataDir: folder });
    const source = open();
    await source.opened;
    for (const pk of ["a", "b"]) await put(pk);
    source.acknowledge(await receive(source, 2));
    await killStore();
    await put("c");
    expect(keys(await receive(source))).toEqual(["c"]);
  });

  it("still gives what was read and not acknowledged", async () => {
    await start();
    const source = open();
    await put("read");
    await receive(source);
    await killStore();
    await put("new");
    expect(keys(await receive(source, 2))).toEqual(["read", "new"]);
  });
});

describe("--dynamodb with a store that goes away", () => {
  let own: StoreProcess;
  let door: Server;
  const sockets = new Set<{ destroy(): void }>();

  /** A port that leads to the store for as long as it is open: processes that start anew choose another one. */
  async function openDoor(port = 0): Promise<number> {
    door = createServer((socket) => {
      const inner = connect(own.port, own.address);
      for (const [from, to] of [
        [socket, inner],
        [inner, socket],
      ] as const) {
        sockets.add(from);
        from.on("error", () => to.destroy()).pipe(to);
      }
    }).listen(port, "127.0.0.1");
    await once(door, "listening");
    return (door.address() as AddressInfo).port;
  }

  function closeDoor(): void {
    door.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  }

  const startOwn = async () => {
    const binary = await findStoreBinary({ cacheDir: folder, journal: { record: () => undefined } });
    own = await startStoreProcess({ binary, file: undefined });
  };

  beforeEach(startOwn);
  afterEach(async () => {
    closeDoor();
    await own[Symbol.asyncDispose]();
  });

  it("answers calls with an error that SDKs repeat, is degraded, and recovers when it is back", async () => {
    const port = await openDoor();
    await start({ dynamodb: `http://127.0.0.1:${port}` });
    await put("kept");
    closeDoor();
    const down = nextHealth("degraded");
    await expect(impatient.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
    expect((await down).data.reason).toContain(`http://127.0.0.1:${port} does not answer`);
    expect(harness.service.health?.()).toMatchObject({ status: "degraded" });
    const back = nextHealth("ready");
    await openDoor(port);
    expect((await back).data).toMatchObject({ emptied: [], gone: [] });
    expect(await items()).toEqual(["kept"]);
  });

  it("stops the start when it is not there, and says what to do", async () => {
    const port = await openDoor();
    await start({ dynamodb: `http://127.0.0.1:${port}` });
    closeDoor();
    for (const resources of [undefined, {}])
      await expect(
        startTables({ settings: { dynamodb: `http://127.0.0.1:${port}` }, ...(resources && { resources }) }),
      ).rejects.toMatchObject({
        name: "UserError",
        message: expect.stringContaining(`http://127.0.0.1:${port} does not answer`),
        hint: "Start it before the engine.",
      });
  });

  it("gets the template's tables again when it has forgotten them", async () => {
    const port = await openDoor();
    await start({ dynamodb: `http://127.0.0.1:${port}` });
    await put("lost");
    closeDoor();
    await own[Symbol.asyncDispose]();
    await expect(impatient.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "InternalServerError" });
    const back = nextHealth("ready");
    await startOwn();
    await openDoor(port);
    expect((await back).data).toMatchObject({ emptied: [TableName()], gone: [] });
    expect(await items()).toEqual([]);
  });
});
