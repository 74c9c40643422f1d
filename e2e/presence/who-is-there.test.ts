import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

let system: System;

beforeAll(async () => {
  // Who loses a connection is told to have left at once.
  system = await startSystem(appTemplate, ["--parameter", "PresenceGraceSeconds=0", "--iam", "enforce"]);
});
afterAll(() => system[Symbol.asyncDispose]());

async function join(userId: string, entityId: string, token?: string): Promise<TestSocket> {
  const socket = await openSocket(system.url, ["websocket", token ?? (await createTestJwt(system, { userId }))]);
  socket.send({ action: "subscribe", entityId });
  await socket.next({ type: "subscribed", entityId });
  return socket;
}

async function ask(socket: TestSocket, entityId: string) {
  const requestId = String(Math.random());
  socket.send({ action: "presence", entityId, requestId });
  return socket.next({ requestId });
}

const changes = ({ received }: TestSocket, userId: string) =>
  received.flatMap((message) =>
    String(message.type).startsWith("presence.") && message.userId === userId ? [message.type] : [],
  );

describe("presence", () => {
  it("says who is there, each user once, and from then on who comes and goes", async () => {
    using ann = await join("ann", "room");
    expect(await ask(ann, "room")).toMatchObject({ type: "presence", users: ["ann"], total: 1 });
    const phone = await join("bob", "room");
    await ann.next({ type: "presence.joined", userId: "bob" });
    const laptop = await join("bob", "room");
    using carol = await join("carol", "room");
    const joined = await ann.next({ type: "presence.joined", userId: "carol" });
    expect(joined).toEqual({
      type: "presence.joined",
      id: expect.any(String),
      entityId: "room",
      userId: "carol",
      sentAt: expect.any(String),
    });
    expect(await ask(ann, "room")).toMatchObject({ users: ["ann", "bob", "carol"], total: 3 });

    phone.socket.close();
    carol.send({ action: "unsubscribe", entityId: "room" });
    await ann.next({ type: "presence.left", userId: "carol" });
    expect(changes(ann, "bob")).toEqual(["presence.joined"]);
    laptop.socket.close();
    await ann.next({ type: "presence.left", userId: "bob" });
    expect(changes(ann, "bob")).toEqual(["presence.joined", "presence.left"]);
    expect(changes(carol, "bob")).toEqual([]);
    expect(await ask(ann, "room")).toMatchObject({ users: ["ann"], total: 1 });
  });

  it("needs a subscription, and ends with it", async () => {
    using socket = await join("dan", "lobby");
    expect(await ask(socket, "cellar")).toMatchObject({ type: "error", code: "not_subscribed" });
    await ask(socket, "lobby");
    socket.send({ action: "unsubscribe", entityId: "lobby" });
    await socket.next({ type: "unsubscribed" });
    expect(await ask(socket, "lobby")).toMatchObject({ code: "not_subscribed" });
  });

  it("keeps tenants apart", async () => {
    const secret = await readSigningSecret(system);
    const tokenOf = (tenant: string) => sign(secret, { sub: "s", userId: "eve", tenant });
    using acme = await join("eve", "desk", await tokenOf("acme"));
    using globex = await join("eve", "desk", await tokenOf("globex"));
    using none = await join("frank", "desk");
    for (const [socket, userId] of [
      [acme, "eve"],
      [globex, "eve"],
      [none, "frank"],
    ] as const)
      expect(await ask(socket, "desk")).toMatchObject({ users: [userId], total: 1 });
  });
});

describe("a user whose connection was lost without a word", () => {
  let documents: DynamoDBDocumentClient;
  let TableName: string;
  let ann: TestSocket;

  beforeAll(async () => {
    const client = new DynamoDBClient(system.sdk);
    documents = DynamoDBDocumentClient.from(client);
    TableName = (await client.send(new ListTablesCommand({}))).TableNames?.[0] ?? "";
    ann = await join("ann", "attic", await sign(await readSigningSecret(system), { sub: "ann", exp: inSeconds(7200) }));
    await ask(ann, "attic");
  });
  afterAll(() => ann[Symbol.dispose]());

  const LOST_TWICE = ["presence.joined", "presence.left", "presence.joined", "presence.left"];

  const rowsOf = async (userId: string) =>
    ((await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? []).filter(
      ({ pk, userId: of, ...item }) =>
        of === userId && (item.connectionId !== undefined || String(pk).startsWith("C#")),
    );

  /** Makes the table as it is when nobody called $disconnect: all rows of the connection are still there. */
  async function loseConnection(userId: string): Promise<void> {
    const token = await sign(await readSigningSecret(system), { sub: userId, exp: inSeconds(60) });
    const socket = await join(userId, "attic", token);
    await ann.next({ type: "presence.joined", userId });
    const rows = await rowsOf(userId);
    expect(rows).toHaveLength(3);
    socket.socket.close();
    await ann.next({ type: "presence.left", userId });
    for (const Item of rows) await documents.send(new PutCommand({ TableName, Item }));
    await ann.next({ type: "presence.joined", userId }, 2);
    expect(await ask(ann, "attic")).toMatchObject({ users: ["ann", userId].sort() });
  }

  it("is told to have left by the first push that finds nobody there", async () => {
    await loseConnection("gil");
    const events = new EventBridgeClient(system.sdk);
    const Detail = JSON.stringify({ entityId: "attic", message: "knock" });
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: "portcullis", DetailType: "Entity Updated", Detail }] }),
    );
    await ann.next({ type: "presence.left", userId: "gil" }, 2);
    expect(changes(ann, "gil")).toEqual(LOST_TWICE);
    expect(await rowsOf("gil")).toEqual([]);
  });

  it("is told to have left when its rows expire, at the latest", async () => {
    await loseConnection("hal");
    for (let minutes = 0; minutes < 15; minutes += 5) {
      ann.send({ action: "ping" });
      await system.advance(5 * 60);
    }
    await ann.next({ type: "presence.left", userId: "hal" }, 2);
    expect(changes(ann, "hal")).toEqual(LOST_TWICE);
    expect(await ask(ann, "attic")).toMatchObject({ users: ["ann"] });
  });
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
