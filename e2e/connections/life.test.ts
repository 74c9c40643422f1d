import { DeleteCommand, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ERROR_CODES } from "@portcullis/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  advance,
  connect,
  connectionRows,
  documents,
  errorsIn,
  hasKey,
  now,
  publish,
  rows,
  start,
  statusOf,
  subscribe,
  system,
  tokenOf,
} from "../support/limited-system.ts";
import { openSocket } from "../support/sockets.ts";
import { sign } from "../support/tokens.ts";

beforeAll(start);
afterAll(() => system[Symbol.asyncDispose]());

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
