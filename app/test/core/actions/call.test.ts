import { beforeEach, describe, expect, it } from "vitest";
import { createCall, RefusedActionError } from "../../../src/core/actions/call.ts";
import { MOST_TARGETS } from "../../../src/core/actions/push.ts";
import type { Connection } from "../../../src/core/connections/connection.ts";
import type { Charge } from "../../../src/core/messages/senders.ts";
import { followPolicy } from "../../../src/core/tokens/policy.ts";
import { createEntities } from "../../support/entities.ts";
import { connectionOf, createRegistry, createSockets, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const MESSAGE = { type: "typing", entityId: "room", userId: "ada" };

let registry: ReturnType<typeof createRegistry>;
let sockets: ReturnType<typeof createSockets>;
let shards: number;
let nowMs: number;
let charged: unknown[];

beforeEach(() => {
  registry = createRegistry({ pageSize: 3 });
  sockets = createSockets();
  shards = 1;
  nowMs = NOW_MS;
  charged = [];
});

/** A connection that is subscribed to the room. */
async function join(connectionId: string, fields: Partial<Connection> = {}, shard = 0): Promise<Connection> {
  const connection = connectionOf(connectionId, fields);
  const live = { ...connection, exp: NOW_SECONDS + 3_600 };
  await registry.connections.put(live);
  await registry.subscriptions.add({ connection: live, entityId: "room", shard }, 1_000, NOW_MS);
  await registry.connections.put(connection);
  return connection;
}

const free: Charge = async (...work) => {
  charged.push(work);
  return undefined;
};

function callOf(sender: Connection, charge: Charge = free, post = sockets.post, traceparent?: string) {
  return createCall(sender, charge, {
    traceparent,
    subscriptions: { has: async (_connectionId, entityId) => entityId === "room" },
    subscribers: registry.subscribers,
    entities: { find: async (entity) => ({ ...(await createEntities().entities.find(entity)), shards }) },
    sockets: { post },
    mayFollow: followPolicy("deny"),
    now: () => nowMs,
  });
}

describe("pushToSubscribers", () => {
  it("pushes in the trace that its message came with", async () => {
    const sender = await join("a");
    await join("b");
    const call = callOf(sender, free, sockets.post, "00-trace");
    expect(call.traceparent).toBe("00-trace");
    await call.pushToSubscribers("room", MESSAGE);
    expect(sockets.delivered).toEqual({ b: [{ ...MESSAGE, traceparent: "00-trace" }] });
  });

  it("posts once to each other subscriber, page by page and shard by shard, and tells how many have it", async () => {
    const sender = await join("a");
    shards = 2;
    for (const id of ["b", "c", "d", "e"]) await join(id);
    for (const id of ["f", "g"]) await join(id, {}, 1);
    expect(await callOf(sender).pushToSubscribers("room", MESSAGE)).toBe(6);
    expect(sockets.delivered).toEqual(Object.fromEntries([..."bcdefg"].map((id) => [id, [MESSAGE]])));
    expect(charged).toEqual([["pushed", 6]]);
  });

  it("tries nothing again, and closes nobody", async () => {
    sockets = createSockets({ b: ["failed"], c: ["gone"] });
    const sender = await join("a");
    for (const id of ["b", "c", "d"]) await join(id);
    expect(await callOf(sender).pushToSubscribers("room", MESSAGE)).toBe(1);
    expect(sockets.posts.map(({ connectionId }) => connectionId)).toEqual(["b", "c", "d"]);
    expect(await registry.connections.find("c")).toBeDefined();
  });

  it("posts nothing to who has expired, nor to another tenant", async () => {
    const sender = await join("a", { tenant: "acme" });
    await join("b", { tenant: "acme" });
    await join("c", { tenant: "other" });
    await join("d");
    nowMs = NOW_MS + 3_600_000;
    expect(await callOf(sender).pushToSubscribers("room", MESSAGE)).toBe(0);
    nowMs = NOW_MS;
    await callOf(sender).pushToSubscribers("room", MESSAGE);
    expect(Object.keys(sockets.delivered)).toEqual(["b"]);
  });

  it("is refused when it is too much work, and posts nothing", async () => {
    const sender = await join("a");
    await join("b");
    const call = callOf(sender, async () => ({ refused: "rate_limited", retryAfterMs: 7 }));
    const refused = call.pushToSubscribers("room", MESSAGE);
    await expect(refused).rejects.toThrow(RefusedActionError);
    await expect(refused).rejects.toMatchObject({ refusal: { refused: "rate_limited", retryAfterMs: 7 } });
    expect(sockets.posts).toEqual([]);
  });

  it("reaches a number at most", async () => {
    registry = createRegistry();
    const sender = await join("a");
    for (let index = 0; index < MOST_TARGETS + 5; index++) await join(`b${index}`);
    expect(await callOf(sender).pushToSubscribers("room", MESSAGE)).toBeLessThanOrEqual(MOST_TARGETS);
  });

  it("begins no post after three seconds: its sender waits", async () => {
    const sender = await join("a");
    for (let index = 0; index < 100; index++) await join(`b${String(index).padStart(3, "0")}`);
    const reached = await callOf(sender, free, async () => {
      nowMs += 1_000;
      return "delivered";
    }).pushToSubscribers("room", MESSAGE);
    expect(reached).toBeLessThan(30);
  });
});

describe("pushToUser", () => {
  it("posts to all connections of the user within the sender's tenant", async () => {
    const sender = await join("a", { tenant: "acme" });
    await join("b", { userId: "bob", tenant: "acme" });
    await join("c", { userId: "bob", tenant: "other" });
    expect(await callOf(sender).pushToUser("bob", MESSAGE)).toBe(1);
    expect(Object.keys(sockets.delivered)).toEqual(["b"]);
  });
});

describe("isSubscribed and mayFollow", () => {
  it("ask about the sender", async () => {
    const call = callOf(await join("a", { permissions: ["room"] }));
    expect([await call.isSubscribed("room"), await call.isSubscribed("other")]).toEqual([true, false]);
    expect([await call.mayFollow("room"), await call.mayFollow("other")]).toEqual([true, false]);
  });
});
