import { MessageTooLargeError } from "@portcullis/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { deliver } from "../../src/core/deliver.ts";
import type { PostOutcome } from "../../src/core/ports.ts";
import { notifyUser, publishEntity } from "../../src/core/publish.ts";
import {
  connectionOf,
  createDeliveries,
  createLog,
  createRegistry,
  createSockets,
  NOW_MS,
  NOW_SECONDS,
} from "../support/fakes.ts";

const event = <Detail>(detail: Detail) => ({ id: "event-1", time: "2026-01-31T12:00:00Z", detail });
const updated = event({ entityId: "e", message: "news" });

let registry: ReturnType<typeof createRegistry>;
let deliveries: ReturnType<typeof createDeliveries>;
beforeEach(() => {
  registry = createRegistry();
  deliveries = createDeliveries();
});

function portsWith(scripts: Readonly<Record<string, readonly PostOutcome[]>> = {}, nowMs = NOW_MS) {
  return {
    ...registry,
    deliveries,
    sockets: createSockets(scripts),
    log: createLog(),
    now: () => nowMs,
    random: () => 1,
  };
}

async function connect(connectionId: string, ...entities: string[]): Promise<void> {
  const connection = connectionOf(connectionId);
  await registry.connections.put(connection);
  for (const entityId of entities) await registry.subscriptions.add(connection, entityId, 1000, NOW_MS);
}

/** Works the queue off, as Lambda would. */
async function drain(ports: ReturnType<typeof portsWith>): Promise<number[]> {
  const delays: number[] = [];
  for (let next = deliveries.queue.shift(); next; next = deliveries.queue.shift()) {
    delays.push(next.delaySeconds);
    await deliver(next.delivery, ports);
  }
  return delays;
}

describe("an entity's update", () => {
  it("reaches exactly its subscribers, once, with the event's id and time", async () => {
    await connect("a", "e");
    await connect("b", "e", "other");
    await connect("c", "other");
    const ports = portsWith();
    await publishEntity(updated, ports);
    const message = { type: "Entity Updated", id: "event-1", entityId: "e", message: "news", sentAt: updated.time };
    expect(ports.sockets.delivered).toEqual({ a: [message], b: [message] });
    expect(deliveries.queue).toEqual([]);
  });

  it("is no error without subscribers", async () => {
    const ports = portsWith();
    await publishEntity(updated, ports);
    expect(ports.sockets.posts).toEqual([]);
  });

  it("that no connection could take is refused before anything is sent", async () => {
    await connect("a", "e");
    const ports = portsWith();
    const large = event({ entityId: "e", message: "x".repeat(200_000) });
    await expect(publishEntity(large, ports)).rejects.toBeInstanceOf(MessageTooLargeError);
    expect(ports.sockets.posts).toEqual([]);
  });

  it("is not sent to anybody when the subscribers cannot all be found", async () => {
    const ports = {
      ...portsWith(),
      audience: { ...registry.audience, subscribersOf: () => Promise.reject(new Error("index")) },
    };
    await expect(publishEntity(updated, ports)).rejects.toThrow("index");
    expect(ports.sockets.posts).toEqual([]);
  });
});

describe("a user's notification", () => {
  it("reaches every connection of that user and no other", async () => {
    for (const connectionId of ["a", "b"]) await connect(connectionId);
    await registry.connections.put(connectionOf("c", { userId: "another" }));
    const ports = portsWith();
    await notifyUser(event({ userId: "myuserid", message: { text: "hi" }, callback: "/requests/1" }), ports);
    const message = {
      type: "User Push Notification",
      id: "event-1",
      message: { text: "hi" },
      callback: "/requests/1",
      sentAt: updated.time,
    };
    expect(ports.sockets.delivered).toEqual({ a: [message], b: [message] });
  });

  it("has no callback when the event has none", async () => {
    await connect("a");
    const ports = portsWith();
    await notifyUser(event({ userId: "myuserid", message: null }), ports);
    expect(ports.sockets.delivered.a?.[0]).not.toHaveProperty("callback");
  });
});

describe("a connection that is gone", () => {
  it("is removed with all its subscriptions, and nobody else hears of it twice", async () => {
    for (const connectionId of ["a", "dead", "b"]) await connect(connectionId, "e", "other");
    const ports = portsWith({ dead: ["gone"] });
    await publishEntity(updated, ports);
    await drain(ports);
    expect(Object.keys(ports.sockets.delivered)).toEqual(["a", "b"]);
    expect(ports.sockets.posts).toHaveLength(3);
    expect(await registry.connections.find("dead")).toBeUndefined();
    expect(await registry.audience.subscribersOf("other")).toHaveLength(2);
  });

  it("may only be opening: within its first 5 seconds it is tried again", async () => {
    const connection = connectionOf("new", { connectedAt: NOW_MS - 500 });
    await registry.connections.put(connection);
    const ports = portsWith({ new: ["gone", "delivered"] });
    await notifyUser(event({ userId: "myuserid", message: "x" }), ports);
    expect(await registry.connections.find("new")).toEqual(connection);
    expect(await drain(ports)).toEqual([1]);
    expect(ports.sockets.delivered.new).toHaveLength(1);
  });

  it("is removed at once, however young, when it has a subscription: that came over its socket", async () => {
    const connection = connectionOf("dead", { connectedAt: NOW_MS - 500 });
    await registry.connections.put(connection);
    await registry.subscriptions.add(connection, "e", 10, NOW_MS);
    await publishEntity(updated, portsWith({ dead: ["gone"] }));
    expect(await registry.connections.find("dead")).toBeUndefined();
    expect(deliveries.queue).toEqual([]);
  });

  it("does not fail the push when it cannot be removed", async () => {
    await connect("dead", "e");
    await connect("b", "e");
    const connections = { ...registry.connections, remove: () => Promise.reject(new Error("throttled")) };
    const ports = { ...portsWith({ dead: ["gone"] }), connections };
    await publishEntity(updated, ports);
    expect(ports.sockets.delivered.b).toHaveLength(1);
    expect(deliveries.queue).toEqual([]);
    expect(ports.log.lines.map(({ level }) => level)).toContain("warn");
  });
});

describe("a connection whose token has expired", () => {
  it("is never posted to, and removed", async () => {
    await connect("a", "e");
    const ports = portsWith({}, (NOW_SECONDS + 3600) * 1000);
    await publishEntity(updated, ports);
    expect(ports.sockets.posts).toEqual([]);
    expect(await registry.connections.find("a")).toBeUndefined();
  });

  it("is not posted to either when it expires while it waits for another attempt", async () => {
    await connect("a", "e");
    await publishEntity(updated, portsWith({ a: ["failed"] }));
    const later = portsWith({}, (NOW_SECONDS + 3600) * 1000);
    await drain(later);
    expect(later.sockets.posts).toEqual([]);
  });
});

describe("a post that fails", () => {
  it("is tried again alone, after 1, 5, 30 and 120 seconds", async () => {
    for (const connectionId of ["a", "slow", "b"]) await connect(connectionId, "e");
    const ports = portsWith({ slow: ["failed", "failed", "failed", "failed"] });
    await publishEntity(updated, ports);
    expect(await drain(ports)).toEqual([1, 5, 30, 120]);
    expect(ports.sockets.posts.map(({ connectionId }) => connectionId)).toEqual([
      "a",
      "slow",
      "b",
      ...Array(4).fill("slow"),
    ]);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
    expect(deliveries.dead).toEqual([]);
  });

  it("goes to the dead-letter queue after the last attempt, from where it begins anew", async () => {
    for (const connectionId of ["a", "broken"]) await connect(connectionId, "e");
    const ports = portsWith({ broken: Array(5).fill("failed") });
    await publishEntity(updated, ports);
    await drain(ports);
    expect(deliveries.dead).toMatchObject([
      { attempt: 0, targets: [{ connectionId: "broken" }], message: { id: "event-1" } },
    ]);
    const [delivery] = deliveries.dead;
    if (delivery) await deliver(delivery, ports);
    expect(ports.sockets.delivered.broken).toHaveLength(1);
    expect(ports.sockets.delivered.a).toHaveLength(1);
  });

  it("is spread in time, so that many do not come back together", async () => {
    await connect("slow", "e");
    await publishEntity(updated, { ...portsWith({ slow: ["failed"] }), random: () => 0 });
    await deliver(
      { ...(deliveries.queue.shift()?.delivery ?? expect.fail()), attempt: 3 },
      { ...portsWith({ slow: ["failed"] }), random: () => 0 },
    );
    expect(deliveries.queue[0]?.delaySeconds).toBe(60);
  });
});

describe("a large audience", () => {
  it("gets its message in parts of 100, each on its own, with at most 50 posts at once", async () => {
    for (let count = 0; count < 250; count++) await connect(`c${count}`, "e");
    const ports = portsWith({ c7: ["failed"], c8: ["gone"] });
    await publishEntity(updated, ports);
    expect(ports.sockets.posts).toEqual([]);
    expect(deliveries.queue.map(({ delivery }) => delivery.targets.length)).toEqual([100, 100, 50]);
    await drain(ports);
    expect(Object.keys(ports.sockets.delivered)).toHaveLength(249);
    expect(Object.values(ports.sockets.delivered).every((messages) => messages.length === 1)).toBe(true);
    expect(ports.sockets.mostUnderWay()).toBe(50);
  });
});
