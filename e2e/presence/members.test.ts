import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createClient } from "../../client/src/index.ts";
import { followOccupancy, followPresence, type PresenceView } from "../../client/src/presence/index.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

const GRACE_SECONDS = 300;

let system: System;

beforeAll(async () => {
  // A time that does not go by in a test, unless it moves it.
  const parameters = ["EntityPolicy=claims", `PresenceGraceSeconds=${GRACE_SECONDS}`];
  system = await startSystem(appTemplate, [...parameters.flatMap((one) => ["--parameter", one]), "--iam", "enforce"]);
});
afterAll(() => system[Symbol.asyncDispose]());

/** A client, connected as this user. */
async function connect(userId: string) {
  const client = createClient({ url: system.url, WebSocket, getToken: () => createTestJwt(system, { userId }) });
  await client.ready();
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** A client that follows who is in a room, and what it was told: `ann, bob:"data" 2`. */
async function join(userId: string, entityId: string, data?: unknown) {
  const client = await connect(userId);
  const told: string[] = [];
  const options = data === undefined ? {} : { data };
  const presence = followPresence(client, entityId, (view) => told.push(textOf(view)), options);
  await presence.ready();
  const until = (text: string) => expect.poll(() => told.at(-1)).toBe(text);
  return { client, presence, told, until, [Symbol.dispose]: () => client.close() };
}

function textOf({ members, count }: PresenceView): string {
  const names = members.map(({ userId, data }) => (data === undefined ? userId : `${userId}:${JSON.stringify(data)}`));
  return `${names.sort().join(", ")} ${count}`;
}

/** Rows of presence that there are. */
async function rowsOf(entityId: string) {
  const client = new DynamoDBClient(system.sdk);
  const TableName = (await client.send(new ListTablesCommand({}))).TableNames?.[0] ?? "";
  const scan = new ScanCommand({ TableName, ConsistentRead: true });
  const { Items = [] } = await DynamoDBDocumentClient.from(client).send(scan);
  return Items.filter(({ pk }) => String(pk).endsWith(`E#${entityId}#P`)).map(({ sk }) => sk);
}

const presencesOf = ({ received }: TestSocket) => received.filter(({ type }) => type === "Entity Presence");

async function openAs(claims: object): Promise<TestSocket> {
  return openSocket(system.url, ["websocket", await sign(await readSigningSecret(system), { sub: "s", ...claims })]);
}

async function ask(socket: TestSocket, entityId: string, fields: object = {}) {
  const requestId = String(Math.random());
  socket.send({ action: "presence", entityId, requestId, ...fields });
  return socket.next({ requestId });
}

async function subscribe(socket: TestSocket, entityId: string) {
  socket.send({ action: "subscribe", entityId });
  await socket.next({ type: "subscribed", entityId });
}

describe("members with data", () => {
  it("come whole to who follows, and then who comes, who says something and who goes", async () => {
    using ann = await join("ann", "room", { name: "Ann" });
    await ann.until('ann:{"name":"Ann"} 1');
    const bob = await join("bob", "room", { name: "Bob" });
    await bob.until('ann:{"name":"Ann"}, bob:{"name":"Bob"} 2');
    await ann.until('ann:{"name":"Ann"}, bob:{"name":"Bob"} 2');
    bob.presence.setData({ typing: true });
    await ann.until('ann:{"name":"Ann"}, bob:{"typing":true} 2');
    bob.presence.unsubscribe();
    await ann.until('ann:{"name":"Ann"} 1');
    bob.client.close();
    expect(new Set(ann.told).size).toBeGreaterThanOrEqual(ann.told.length - 1);
  });

  it("are one for all connections of a user, with what was said last", async () => {
    using ann = await join("ann", "devices");
    using phone = await join("bob", "devices", "phone");
    await ann.until('ann, bob:"phone" 2');
    using laptop = await join("bob", "devices", "laptop");
    await ann.until('ann, bob:"laptop" 2');
    laptop.presence.unsubscribe();
    await ann.until('ann, bob:"phone" 2');
    await phone.until('ann, bob:"phone" 2');
  });

  it("are there on coming back, and a reload of somebody is no news", async () => {
    using ann = await join("ann", "reload");
    using bob = await join("bob", "reload", "here");
    await ann.until('ann, bob:"here" 2');
    const before = ann.told.length;
    bob.client.disconnect();
    await bob.client.ready();
    await bob.presence.ready();
    await expect.poll(() => rowsOf("reload")).toHaveLength(5);
    using carol = await join("carol", "reload");
    await carol.until('ann, bob:"here", carol 3');
    await ann.until('ann, bob:"here", carol 3');
    expect(ann.told.slice(before)).toEqual(['ann, bob:"here", carol 3']);
  });

  it("are counted for who wants no more than that", async () => {
    using client = await connect("counting");
    const counts: number[] = [];
    followOccupancy(client, "arena", (count) => counts.push(count));
    await expect.poll(() => counts).toEqual([1]);
    using _ = await join("ann", "arena");
    await expect.poll(() => counts).toEqual([1, 2]);
  });
});

describe("members of an entity", () => {
  it("are told to nobody who may not follow it, nor what these say of themselves", async () => {
    using ann = await openAs({ userId: "ann", permissions: ["order:7"] });
    using stranger = await openAs({ userId: "stranger", permissions: ["order:1"] });
    await subscribe(ann, "order:7");
    await ask(ann, "order:7", { follow: "members", data: "secret" });
    for (const fields of [{ follow: "members" }, { follow: "count" }, { data: "forged" }, {}])
      expect(await ask(stranger, "order:7", fields)).toMatchObject({ type: "error", code: "not_authorized" });
    await subscribe(stranger, "order:1");
    expect(await ask(stranger, "order:1", { follow: "members" })).toMatchObject({ total: 1 });
    expect(presencesOf(stranger)).not.toEqual([]);
    for (const message of presencesOf(stranger)) expect(message).toMatchObject({ entityId: "order:1", count: 1 });
  });

  it("are those of one tenant alone", async () => {
    using one = await openAs({ userId: "same", tenant: "tenant-1" });
    using two = await openAs({ userId: "same", tenant: "tenant-2" });
    for (const [socket, data] of [
      [one, "for 1"],
      [two, "for 2"],
    ] as const) {
      await subscribe(socket, "desk");
      expect(await ask(socket, "desk", { follow: "members", data })).toMatchObject({ total: 1 });
    }
    using late = await openAs({ userId: "late", tenant: "tenant-2" });
    await subscribe(late, "desk");
    await ask(late, "desk", { data: "late" });
    await expect.poll(() => JSON.stringify(presencesOf(two))).toContain('"data":"late"');
    expect(JSON.stringify(presencesOf(one))).not.toMatch(/for 2|late/);
  });

  it("are who their tokens say, whatever their data says, and data is small", async () => {
    using socket = await openAs({ userId: "mallory" });
    await subscribe(socket, "hall");
    const data = { userId: "root", revision: 1e15, left: true };
    await ask(socket, "hall", { follow: "members", data });
    expect(presencesOf(socket).at(-1)).toMatchObject({ members: { changes: [{ userId: "mallory", data }] } });
    expect(await ask(socket, "hall", { data: "x".repeat(1023) })).toMatchObject({
      code: "invalid_message",
      fields: [{ path: "data" }],
    });
  });
});

// Last: it moves time on.
describe("members who are lost", () => {
  it("are told to have left when their last connection is gone for a while, which leaves no row", async () => {
    using ann = await join("ann", "leaving");
    const bob = await join("bob", "leaving");
    await ann.until("ann, bob 2");
    bob.client.close();
    await expect.poll(() => rowsOf("leaving")).toHaveLength(4);
    expect(ann.told.at(-1)).toBe("ann, bob 2");
    await system.advance(GRACE_SECONDS);
    await ann.until("ann 1");
    ann.client.close();
    await expect
      .poll(
        async () => {
          await system.advance(GRACE_SECONDS);
          return rowsOf("leaving");
        },
        { timeout: 15_000 },
      )
      .toEqual([]);
  });
});
