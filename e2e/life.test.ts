import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { ERROR_CODES } from "@portcullis/contract";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handshake, openSocket, type TestSocket } from "./sockets.ts";
import { type System, startSystem } from "./system.ts";
import { readSigningSecret, sign } from "./tokens.ts";

const CAP = 5;
const MESSAGES_PER_MINUTE = 30;
const MISTAKES_PER_MINUTE = 5;
const MISSED = 20;
const PINGS_PER_MINUTE = 100;

let system: System;
let secret: Uint8Array;
let documents: DynamoDBDocumentClient;
let events: EventBridgeClient;
/** The engine's time, which tests move on. */
let aheadSeconds = 0;

beforeAll(async () => {
  system = await startSystem(undefined, [
    ...["--parameter", `MaxConnectionsPerUser=${CAP}`],
    ...["--parameter", `MessagesPerMinute=${MESSAGES_PER_MINUTE}`],
    ...["--parameter", `MistakesPerMinute=${MISTAKES_PER_MINUTE}`],
    ...["--parameter", "EntityPolicy=claims"],
    // Functions may do what their policies say, and nothing else.
    ...["--iam", "enforce"],
  ]);
  secret = await readSigningSecret(system);
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(system.sdk));
  events = new EventBridgeClient(system.sdk);
});
afterAll(() => system[Symbol.asyncDispose]());

async function advance(seconds: number): Promise<void> {
  aheadSeconds = await system.advance(seconds);
}

const now = () => Math.floor(Date.now() / 1000 + aheadSeconds);
const tokenOf = (sub: string, claims: JWTPayload = {}) =>
  sign(secret, { iat: now(), exp: now() + 600, sub, ...claims });
const connect = async (sub: string, claims: JWTPayload = {}) =>
  openSocket(system.url, ["websocket", await tokenOf(sub, claims)]);
const statusOf = async (token: string) =>
  (await handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` })).status;

async function publish(DetailType: string, detail: unknown): Promise<void> {
  const Entry = { Source: "portcullis", DetailType, Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({ Entries: [{ ...Entry, EventBusName: system.outputs.EventBusName }] }),
  );
  expect(FailedEntryCount).toBe(0);
}

type Row = Readonly<Record<string, unknown>>;

const rows = async () =>
  (await documents.send(new ScanCommand({ TableName: system.outputs.TableName, ConsistentRead: true }))).Items ?? [];

const hasKey = ({ sk }: Row, ...prefixes: string[]) => prefixes.some((prefix) => String(sk).startsWith(prefix));

const connectionRows = async (userId: string) =>
  (await rows()).filter((row: Row) => row.userId === userId && row.sk === "META");

async function subscribe(socket: TestSocket, entityId: string): Promise<void> {
  socket.send({ action: "subscribe", entityId });
  await socket.next({ type: "subscribed", entityId });
}

/** The errors that a socket got. Whoever closes may be quicker than the answer to the message that it is closed for. */
const errorsIn = ({ received }: TestSocket) => received.filter(({ type }) => type === "error");

describe("a token that expires", () => {
  it("ends its connection with the next message, which is told why", async () => {
    using socket = await connect("expiring", { exp: now() + 60 });
    await subscribe(socket, "before");
    await advance(61);
    socket.send({ action: "subscribe", entityId: "after", requestId: "late" });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "token_expired", reconnect: true });
    await socket.closed;
    for (const error of errorsIn(socket)) expect(error).toMatchObject({ code: "token_expired", requestId: "late" });
    const own = async () => (await rows()).filter((row) => row.userId === "expiring" && hasKey(row, "META", "S#"));
    await expect.poll(own).toEqual([]);
  });
});

describe("a ping", () => {
  it("has no pong once the token has expired, and ends the connection", async () => {
    using socket = await connect("dying", { exp: now() + 60 });
    socket.send({ action: "ping" });
    expect(await socket.next({})).toEqual({ type: "pong" });
    await advance(61);
    socket.send({ action: "ping" });
    expect(await socket.next({ type: "error" })).toEqual({
      type: "error",
      code: "token_expired",
      message: ERROR_CODES.token_expired.summary,
    });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "token_expired", reconnect: true });
    await socket.closed;
  });

  it("does no harm to who then brings a newer token", async () => {
    using socket = await connect("renewed", { exp: now() + 60 });
    const token = await tokenOf("renewed", { exp: now() + 900 });
    socket.send({ action: "authenticate", token });
    await socket.next({ type: "authenticated" });
    await advance(61);
    socket.send({ action: "ping" });
    expect(await socket.next({ type: "pong" })).toEqual({ type: "pong" });
    await subscribe(socket, "order-1");
  });

  it("has no pong once the connection is forgotten, and closes it", async () => {
    using socket = await connect("forgotten");
    const [row] = await connectionRows("forgotten");
    const TableName = system.outputs.TableName;
    await documents.send(new DeleteCommand({ TableName, Key: { pk: row?.pk, sk: row?.sk } }));
    socket.send({ action: "ping" });
    expect(await socket.next({ type: "error" })).toEqual({
      type: "error",
      code: "connection_unknown",
      message: ERROR_CODES.connection_unknown.summary,
    });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "connection_unknown", reconnect: true });
    await socket.closed;
    // Nothing is left of what the ping had counted.
    await expect
      .poll(() =>
        documents.send(new GetCommand({ TableName, Key: { pk: row?.pk, sk: row?.sk }, ConsistentRead: true })),
      )
      .not.toHaveProperty("Item");
  });
});

describe("authenticate", () => {
  it("lets a connection and its subscriptions go on with a newer token", async () => {
    using socket = await connect("refreshing", { exp: now() + 30 });
    await subscribe(socket, "order-1");
    const exp = now() + 900;
    socket.send({ action: "authenticate", token: await tokenOf("refreshing", { exp, jti: "second" }), requestId: "r" });
    expect(await socket.next({ type: "authenticated" })).toEqual({
      type: "authenticated",
      expiresAt: new Date(exp * 1000).toISOString(),
      requestId: "r",
    });
    const own = (await rows()).filter((row) => row.userId === "refreshing" && hasKey(row, "META", "S#"));
    expect(own.map((row) => row.exp)).toEqual([exp, exp]);
    await advance(40);
    await publish("Entity Updated", { entityId: "order-1", message: "still here" });
    expect(await socket.next({ type: "Entity Updated" })).toMatchObject({ message: "still here" });
  });

  it.each([
    ["the newest first", ["newest", "older"]],
    ["the newest last", ["older", "newest"]],
  ] as const)("at once with two tokens ends with the newest, and both are told what counts: %s", async (_, order) => {
    const [sub, iat] = ["twice", now() - 50];
    const claims = { older: { iat: iat + 10, exp: iat + 900 }, newest: { iat: iat + 20, exp: iat + 600 } };
    const expiresAt = (exp: number) => new Date(exp * 1000).toISOString();
    for (let round = 0; round < 5; round++) {
      using socket = await connect(sub, { iat, exp: iat + 300 });
      const messages = await Promise.all(
        order.map(async (which) => ({
          action: "authenticate",
          token: await tokenOf(sub, claims[which]),
          requestId: which,
        })),
      );
      for (const message of messages) socket.send(message);
      const [newest, older] = await Promise.all([
        socket.next({ requestId: "newest" }),
        socket.next({ requestId: "older" }),
      ]);
      expect(newest.expiresAt).toBe(expiresAt(claims.newest.exp));
      expect([undefined, expiresAt(claims.older.exp), expiresAt(claims.newest.exp)]).toContain(older.expiresAt);
      if (older.expiresAt === undefined) expect(older.code).toBe("token_refused");
      const row = (await connectionRows(sub)).find((one) => one.exp === claims.newest.exp);
      expect(row).toMatchObject(claims.newest);
      socket.socket.close();
      await expect.poll(() => connectionRows(sub)).toEqual([]);
    }
  });

  it("keeps the token that there is when the newer one does not count", async () => {
    using socket = await connect("keeping");
    for (const token of [
      await tokenOf("keeping", { exp: now() - 1 }),
      await tokenOf("keeping", { iat: now() - 60 }),
      await sign(new TextEncoder().encode("z".repeat(64)), { sub: "keeping" }),
      "not a token",
    ]) {
      socket.send({ action: "authenticate", token, requestId: token.slice(-9) });
      expect(await socket.next({ requestId: token.slice(-9) })).toMatchObject({ code: "token_refused" });
    }
    await subscribe(socket, "still");
  });

  it.each([
    ["another user", { sub: "mallory" }],
    ["another tenant", { tenant: "evil" }],
    ["another user id", { userId: "mallory" }],
  ])("closes the connection over a token of %s", async (_, claims) => {
    using socket = await connect("victim");
    socket.send({ action: "authenticate", token: await tokenOf("victim", claims) });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "identity_changed", reconnect: false });
    await socket.closed;
  });

  it("ends subscriptions that the newer token does not allow", async () => {
    using socket = await connect("shrinking", { permissions: ["order-*", "user-1"] });
    await subscribe(socket, "order-1");
    await subscribe(socket, "user-1");
    socket.send({ action: "authenticate", token: await tokenOf("shrinking", { permissions: ["user-1"] }) });
    expect(await socket.next({ type: "authenticated" })).toMatchObject({ ended: ["order-1"] });
    const own = (await rows()).filter((row) => row.userId === "shrinking" && hasKey(row, "S#"));
    expect(own.flatMap((row) => row.entityId ?? [])).toEqual(["user-1"]);
  });
});

describe("Disconnect User", () => {
  it("closes every connection of the user and nobody else's; the user may come back", async () => {
    using other = await connect("bystander");
    const sockets = await Promise.all([connect("kicked"), connect("kicked")]);
    await publish("Disconnect User", { userId: "kicked", reason: "Signed out elsewhere" });
    for (const socket of sockets) {
      expect(await socket.next({ type: "disconnect" })).toMatchObject({
        code: "kicked",
        reason: "Signed out elsewhere",
        reconnect: false,
      });
      await socket.closed;
    }
    await expect.poll(() => connectionRows("kicked")).toEqual([]);
    expect(await statusOf(await tokenOf("kicked"))).toBe(101);
    await subscribe(other, "undisturbed");
  });
});

describe("a connection that the table does not know", () => {
  it("is closed when it sends anything", async () => {
    using socket = await connect("forgotten");
    for (const { pk, sk } of await connectionRows("forgotten"))
      await documents.send(new DeleteCommand({ TableName: system.outputs.TableName, Key: { pk, sk } }));
    socket.send({ action: "unsubscribe", entityId: "e" });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "connection_unknown", reconnect: true });
    await socket.closed;
    for (const error of errorsIn(socket)) expect(error).toMatchObject({ code: "connection_unknown" });
  });

  it("is remembered as one to be closed while its handshake may be under way", async () => {
    const [connectionId, connectedAt] = ["AAAAAAAAAAAAAAA=", now() * 1000];
    await documents.send(
      new UpdateCommand({
        TableName: system.outputs.TableName,
        Key: { pk: "U#opening", sk: "META" },
        UpdateExpression: "ADD places :places",
        ExpressionAttributeValues: { ":places": new Set([`${connectedAt} ${connectionId}`]) },
      }),
    );
    await publish("Disconnect User", { userId: "opening" });
    await expect.poll(() => connectionRows("opening")).toMatchObject([{ connectionId, closing: "kicked", exp: 0 }]);
    await advance(40);
    await expect.poll(() => connectionRows("opening")).toEqual([]);
    const user = (await rows()).find(({ pk }) => pk === "U#opening");
    expect(user?.places).toBeUndefined();
  });
});

describe("Revoke Access", () => {
  it("of a token closes what was opened with it, and lets it open nothing more", async () => {
    const stolen = await tokenOf("owner", { jti: "stolen" });
    const socket = await openSocket(system.url, ["websocket", stolen]);
    using own = await connect("owner", { jti: "own" });
    await publish("Revoke Access", { jti: "stolen" });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "revoked" });
    await socket.closed;
    expect(await statusOf(stolen)).toBe(401);
    own.send({ action: "authenticate", token: stolen });
    expect(await own.next({ type: "error" })).toMatchObject({ code: "token_refused" });
  });

  it("of a user closes what was opened with older tokens, and lets newer ones in", async () => {
    const old = await tokenOf("logged-out");
    const undated = await tokenOf("logged-out", { iat: undefined });
    const socket = await openSocket(system.url, ["websocket", old]);
    await advance(2);
    await publish("Revoke Access", { userId: "logged-out", issuedBefore: new Date(now() * 1000).toISOString() });
    await socket.next({ type: "disconnect" });
    await socket.closed;
    expect(await statusOf(old)).toBe(401);
    expect(await statusOf(undated)).toBe(401);
    using back = await connect("logged-out");
    back.send({ action: "authenticate", token: old });
    expect(await back.next({ type: "error" })).toMatchObject({ code: "token_refused" });
  });
});

describe("the cap on a user's connections", () => {
  it(`is exact: of 50 handshakes at once ${CAP} get in, and places come back`, async () => {
    const token = await tokenOf("crowd");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => openSocket(system.url, ["websocket", token])),
    );
    const sockets = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(sockets.length).toBe(CAP);
    expect(new Set(refusals)).toEqual(new Set(["Error: Unexpected server response: 429"]));
    expect(await connectionRows("crowd")).toHaveLength(CAP);
    sockets[0]?.socket.close();
    await expect.poll(() => connectionRows("crowd")).toHaveLength(CAP - 1);
    await expect.poll(() => statusOf(token)).toBe(101);
    for (const socket of sockets) socket.socket.terminate();
  });

  it("locks nobody out whose connections went without a word", async () => {
    const places = async () => (await rows()).filter(({ pk }) => pk === "U#unlucky");
    const sockets = await Promise.all(Array.from({ length: CAP }, () => connect("unlucky")));
    const before = [...(await connectionRows("unlucky")), ...(await places())];
    for (const { socket } of sockets) socket.close();
    await expect.poll(() => connectionRows("unlucky")).toEqual([]);
    await expect.poll(async () => (await places())[0]?.places).toBeUndefined();
    // As if nobody had been told that they went.
    for (const Item of before) await documents.send(new PutCommand({ TableName: system.outputs.TableName, Item }));
    await advance(6);
    using socket = await connect("unlucky");
    await advance(40);
    await expect.poll(() => connectionRows("unlucky")).toHaveLength(1);
    await subscribe(socket, "still-here");
  });
});

describe("message rates", () => {
  // They count by the minute of the clock: a burst must not straddle two.
  beforeEach(() => advance(60 - (now() % 60)));

  it("hold a connection that sends too much, and tell it for how long", async () => {
    using socket = await connect("eager");
    for (let index = 0; index <= MESSAGES_PER_MINUTE; index++)
      socket.send({ action: "unsubscribe", entityId: "e", requestId: String(index) });
    const refused = await socket.next({ code: "rate_limited" });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    await advance(Math.ceil(Number(refused.retryAfterMs) / 1000));
    await subscribe(socket, "later");
  });

  it("close a connection that goes on at five times its rate", async () => {
    using socket = await connect("flooding");
    for (let index = 0; index < 5 * MESSAGES_PER_MINUTE; index++) socket.send({ action: "unsubscribe", entityId: "e" });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "too_many_messages", reconnect: true });
    await socket.closed;
    await expect.poll(() => connectionRows("flooding")).toEqual([]);
  });

  it("count what subscribe with since has sent again, not only the message", async () => {
    using socket = await connect("resuming");
    await subscribe(socket, "order-long");
    const updates = Array.from({ length: MISSED }, (_, message) => ({ entityId: "order-long", message }));
    await publish("Entities Updated", { updates });
    await socket.next({ message: MISSED - 1 });
    await advance(60 - (now() % 60));
    const pushes = () => socket.received.filter(({ type }) => type === "Entity Updated").length - MISSED;
    for (let round = 1; ; round++) {
      socket.send({ action: "subscribe", entityId: "order-long", since: 0, requestId: `round-${round}` });
      const answer = await socket.next({ requestId: `round-${round}` });
      if (answer.code !== "rate_limited") continue;
      expect(answer.retryAfterMs).toBeGreaterThan(0);
      // Each of them costs 1, and 1 for each five that it has sent again.
      expect(round - 1).toBe(Math.ceil(MESSAGES_PER_MINUTE / (1 + MISSED / 5)));
      expect(pushes()).toBe((round - 1) * MISSED);
      return;
    }
  });

  it("answer fewer than 100 pings a minute, and tell for how long the others have to wait", async () => {
    using socket = await connect("pinging");
    for (let index = 0; index < PINGS_PER_MINUTE; index++) socket.send({ action: "ping" });
    const refused = await socket.next({ type: "error" });
    expect(refused).toMatchObject({ code: "rate_limited", message: ERROR_CODES.rate_limited.summary });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    await expect.poll(() => socket.received).toHaveLength(PINGS_PER_MINUTE);
    expect(socket.received.filter(({ type }) => type === "pong")).toHaveLength(PINGS_PER_MINUTE - 1);
    await advance(Math.ceil(Number(refused.retryAfterMs) / 1000));
    socket.send({ action: "ping" });
    await expect.poll(() => socket.received.at(-1)).toEqual({ type: "pong" });
    const [row] = await connectionRows("pinging");
    // Of the minute before nothing is left.
    expect(Object.keys(row ?? {}).filter((name) => name.startsWith("pings"))).toHaveLength(2);
  });

  it("close a connection that goes on to five times as many pings", async () => {
    using flood = await connect("ping-flood");
    using neighbour = await connect("ping-neighbour");
    for (let index = 0; index < 5 * PINGS_PER_MINUTE; index++) flood.send({ action: "ping" });
    expect(await flood.next({ type: "disconnect" })).toMatchObject({ code: "too_many_messages", reconnect: true });
    await flood.closed;
    neighbour.send({ action: "ping" });
    await neighbour.next({ type: "pong" });
  });

  it("close a connection that sends what is wrong time and again, whatever is wrong with it", async () => {
    using socket = await connect("broken");
    for (const message of ["hello", { action: "dance" }, { action: "subscribe" }, [], "{"]) socket.send(message);
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "too_many_errors", reconnect: false });
    await socket.closed;
  });
});
