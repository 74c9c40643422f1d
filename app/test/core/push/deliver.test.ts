import { beforeEach, describe, expect, it } from "vitest";
import { deliver } from "../../../src/core/push/deliver.ts";
import { notifyUser, publishEntity } from "../../../src/core/push/publish.ts";
import { connectionOf, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createPushWorld, event, type PushWorld } from "../../support/push-world.ts";

const updated = event({ entityId: "e", message: "news" });
const notification = event({ userId: "myuserid", message: "news" });
const EXPIRED_AT_MS = (NOW_SECONDS + 3600) * 1000;

async function worldWith(connectionIds: readonly string[], scripts: Parameters<typeof createPushWorld>[0] = {}) {
  const world = createPushWorld(scripts);
  for (const connectionId of connectionIds) await world.connect(connectionId, "e", "other");
  return world;
}

describe("a connection that is gone", () => {
  it("is removed with all its subscriptions, and nobody else hears of it twice", async () => {
    const { ports, drain } = await worldWith(["a", "dead", "b"], { scripts: { dead: ["gone"] } });
    await publishEntity(updated, ports);
    await drain();
    expect(Object.keys(ports.sockets.delivered)).toEqual(["a", "b"]);
    expect(ports.sockets.posts).toHaveLength(3);
    expect(await ports.connections.find("dead")).toBeUndefined();
    expect((await ports.subscribers.pageOf({ entityId: "other" }, { shard: 0 })).targets).toHaveLength(2);
  });

  it("may only be opening: within the time of a handshake it is tried again", async () => {
    const { ports, drain } = createPushWorld({ scripts: { new: ["gone", "delivered"] } });
    const connection = connectionOf("new", { connectedAt: NOW_MS - 34_000 });
    await ports.connections.put(connection);
    await notifyUser(notification, ports);
    expect(await ports.connections.find("new")).toEqual(connection);
    expect(await drain()).toEqual([1]);
    expect(ports.sockets.delivered.new).toHaveLength(1);
  });

  it("is removed at once, however young, when it has a subscription: that came over its socket", async () => {
    const { ports } = createPushWorld({ scripts: { dead: ["gone"] } });
    const connection = connectionOf("dead", { connectedAt: NOW_MS - 500 });
    await ports.connections.put(connection);
    await ports.subscriptions.add({ connection, entityId: "e", shard: 0 }, 10, NOW_MS);
    await publishEntity(updated, ports);
    expect(await ports.connections.find("dead")).toBeUndefined();
    expect(ports.deliveries.queue).toEqual([]);
  });

  it("does not fail the push when it cannot be removed", async () => {
    const { ports } = await worldWith(["b", "dead"], { scripts: { dead: ["gone"] } });
    const connections = { ...ports.connections, remove: () => Promise.reject(new Error("throttled")) };
    await publishEntity(updated, { ...ports, connections });
    expect(ports.sockets.delivered.b).toHaveLength(1);
    expect(ports.deliveries.queue).toEqual([]);
    expect(ports.log.lines.map(({ level }) => level)).toContain("warn");
  });
});

describe("a connection whose token has expired", () => {
  let world: PushWorld;
  beforeEach(async () => {
    world = await worldWith(["a"]);
    world.advanceTo(EXPIRED_AT_MS);
  });

  it("is never posted to, but closed with the reason, and known until it is", async () => {
    await publishEntity(updated, world.ports);
    expect(world.ports.sockets.posts).toEqual([]);
    expect(await world.ports.connections.find("a")).toBeDefined();
    expect(world.closed).toEqual([["a", "token_expired"]]);
  });

  it("is posted to when it has brought a newer token that the index does not show yet", async () => {
    const exp = NOW_SECONDS + 7200;
    await world.ports.connections.put(connectionOf("a", { exp, ttl: exp }));
    await publishEntity(updated, world.ports);
    expect(world.ports.sockets.delivered.a).toHaveLength(1);
  });

  it("is neither posted to nor removed when it cannot be looked up, but tried again", async () => {
    const connections = { ...world.ports.connections, find: () => Promise.reject(new Error("throttled")) };
    await publishEntity(updated, { ...world.ports, connections });
    expect(world.ports.sockets.posts).toEqual([]);
    expect(await world.ports.connections.find("a")).toBeDefined();
    expect(world.ports.deliveries.queue).toMatchObject([{ delivery: { targets: [{ connectionId: "a" }] } }]);
  });

  it.each([
    ["only the index still knows it", undefined],
    ["it is being closed already", connectionOf("a", { exp: 0, closing: "kicked" })],
  ])("is not closed when %s", async (_, row) => {
    const connections = { ...world.ports.connections, find: async () => row };
    await publishEntity(updated, { ...world.ports, connections });
    expect(world.closed).toEqual([]);
    expect(world.ports.sockets.posts).toEqual([]);
  });

  it("does not fail the push when it cannot be closed", async () => {
    const closing = { ask: () => Promise.reject(new Error("queue")) };
    expect(await publishEntity(updated, { ...world.ports, closing })).toBe("done");
  });

  it("is not posted to either when it expires while it waits for another attempt", async () => {
    const { ports, advanceTo, drain } = await worldWith(["a"], { scripts: { a: ["failed"] } });
    await publishEntity(updated, ports);
    advanceTo(EXPIRED_AT_MS);
    await drain();
    expect(ports.sockets.posts).toHaveLength(1);
  });
});

describe("a post that fails", () => {
  it("is tried again alone, after 1, 5, 30 and 120 seconds", async () => {
    const scripts = { slow: ["failed", "failed", "failed", "failed"] } as const;
    const { ports, drain, dead } = await worldWith(["a", "b", "slow"], { scripts });
    await publishEntity(updated, ports);
    expect(await drain()).toEqual([1, 5, 30, 120]);
    const posted = ports.sockets.posts.map(({ connectionId }) => connectionId);
    expect(posted).toEqual(["a", "b", "slow", ...Array(4).fill("slow")]);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
    expect(dead).toEqual([]);
  });

  it("is spread in time, so that many do not come back together", async () => {
    const { ports } = await worldWith(["slow"], { scripts: { slow: ["failed", "failed"] } });
    const calm = { ...ports, random: () => 0 };
    await publishEntity(updated, calm);
    const first = ports.deliveries.queue.shift()?.delivery ?? expect.fail();
    await deliver({ ...first, attempt: 3 }, calm);
    expect(ports.deliveries.queue[0]?.delaySeconds).toBe(60);
  });
});

describe("metrics", () => {
  it("count what posts came to, and measure from the event to each post", async () => {
    const scripts = { dead: ["gone"], slow: ["failed"] } as const;
    const { ports, advanceTo } = await worldWith(["a", "b", "dead", "slow"], { scripts });
    advanceTo(NOW_MS + 250);
    await publishEntity(updated, ports);
    expect(ports.metrics.counts).toEqual({ Deliveries: 2, GoneConnections: 1, FailedPosts: 1 });
    expect(ports.metrics.latencies).toEqual([250, 250]);
  });
});
