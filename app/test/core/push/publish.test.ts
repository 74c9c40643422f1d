import { MessageTooLargeError } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { notifyUser, publishEntities, publishEntity } from "../../../src/core/push/publish.ts";
import { connectionOf } from "../../support/fakes.ts";
import { createPushWorld, event } from "../../support/push-world.ts";

const updated = event({ entityId: "e", message: "news" });

describe("an entity's update", () => {
  it("reaches exactly its subscribers, once, with the event's id and time and a seq", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    await connect("b", "e", "other");
    await connect("c", "other");
    expect(await publishEntity(updated, ports)).toBe("done");
    const message = {
      type: "Entity Updated",
      id: "event-1",
      entityId: "e",
      seq: 1,
      message: "news",
      sentAt: updated.time,
    };
    expect(ports.sockets.delivered).toEqual({ a: [message], b: [message] });
    expect(ports.deliveries.queue).toEqual([]);
  });

  it("is no error without subscribers, and is kept for those who come", async () => {
    const { ports } = createPushWorld();
    await publishEntity(updated, ports);
    expect(ports.sockets.posts).toEqual([]);
    expect(await ports.entities.kept({ entityId: "e" }, 1, 1)).toHaveLength(1);
  });

  it("that comes again is not pushed again", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    await publishEntity(updated, ports);
    await publishEntity(updated, ports);
    expect(ports.sockets.posts).toHaveLength(1);
  });

  it("that comes again because it could not be pushed has the seq that it had", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    const pageOf = () => Promise.reject(new Error("index"));
    await expect(publishEntity(updated, { ...ports, subscribers: { pageOf } })).rejects.toThrow("index");
    expect(ports.sockets.posts).toEqual([]);
    await publishEntity(event({ entityId: "e", message: "newer" }, "event-2"), ports);
    await publishEntity(updated, ports);
    expect(ports.sockets.delivered.a).toMatchObject([
      { seq: 2, message: "newer" },
      { seq: 1, message: "news" },
    ]);
  });

  it("with an id of its publisher's is pushed once, however many events it came in", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    const paid = { id: "paid-42", entityId: "e", message: "paid" };
    await publishEntity(event(paid, "event-1"), ports);
    await publishEntity(event(paid, "event-2"), ports);
    await publishEntities(event({ updates: [paid, { entityId: "e", message: "sent" }] }, "event-3"), ports);
    expect(ports.sockets.delivered.a).toMatchObject([
      { id: "paid-42", seq: 1, message: "paid" },
      { id: "event-3.1", seq: 2, message: "sent" },
    ]);
  });

  it("that no connection could take is refused before it has a seq", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    const large = event({ entityId: "e", message: "x".repeat(200_000) });
    await expect(publishEntity(large, ports)).rejects.toBeInstanceOf(MessageTooLargeError);
    expect(ports.sockets.posts).toEqual([]);
    expect(await ports.entities.find({ entityId: "e" })).toMatchObject({ seq: 0 });
  });

  it("stays within its tenant", async () => {
    const { ports, connect } = createPushWorld();
    await connect("none", "e");
    for (const tenant of ["t1", "t2"]) {
      const connection = connectionOf(tenant, { tenant });
      await ports.connections.put(connection);
      await ports.subscriptions.add({ connection, entityId: "e", shard: 0 }, 10, ports.now());
    }
    await publishEntity(event({ entityId: "e", message: "for t1", tenant: "t1" }), ports);
    expect(Object.keys(ports.sockets.delivered)).toEqual(["t1"]);
    await publishEntity(event({ entityId: "e", message: "for those without" }, "event-2"), ports);
    expect(Object.keys(ports.sockets.delivered)).toEqual(["t1", "none"]);
    expect(ports.sockets.delivered.none).toMatchObject([{ seq: 1 }]);
  });
});

describe("updates of several entities in one event", () => {
  const batch = event({
    updates: [
      { entityId: "e", message: 1 },
      { entityId: "f", message: 2 },
      { entityId: "e", message: 3 },
    ],
  });

  it("are pushed in order, each with an id and a seq of its own", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e", "f");
    await publishEntities(batch, ports);
    expect(ports.sockets.delivered.a).toMatchObject([
      { entityId: "e", message: 1, seq: 1, id: "event-1.0" },
      { entityId: "f", message: 2, seq: 1, id: "event-1.1" },
      { entityId: "e", message: 3, seq: 2, id: "event-1.2" },
    ]);
  });

  it("go on after those that were pushed when the event comes again", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e", "f");
    let calls = 0;
    const pageOf: typeof ports.subscribers.pageOf = (...args) =>
      ++calls === 2 ? Promise.reject(new Error("index")) : ports.subscribers.pageOf(...args);
    await expect(publishEntities(batch, { ...ports, subscribers: { pageOf } })).rejects.toThrow("index");
    await publishEntities(batch, ports);
    expect(ports.sockets.delivered.a).toMatchObject([{ message: 1 }, { message: 2 }, { message: 3 }]);
  });

  it("are refused together when one of them is too large", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a", "e");
    const updates = [
      { entityId: "e", message: 1 },
      { entityId: "e", message: "x".repeat(200_000) },
    ];
    await expect(publishEntities(event({ updates }), ports)).rejects.toBeInstanceOf(MessageTooLargeError);
    expect(ports.sockets.posts).toEqual([]);
  });
});

describe("a user's notification", () => {
  const notification = event({ userId: "myuserid", message: { text: "hi" }, callback: "/requests/1" });

  it("reaches every connection of that user and no other", async () => {
    const { ports, connect } = createPushWorld();
    for (const connectionId of ["a", "b"]) await connect(connectionId);
    await ports.connections.put(connectionOf("c", { userId: "another" }));
    await notifyUser(notification, ports);
    const message = {
      type: "User Push Notification",
      id: "event-1",
      message: { text: "hi" },
      callback: "/requests/1",
      sentAt: notification.time,
      seq: 1,
    };
    expect(ports.sockets.delivered).toEqual({ a: [message], b: [message] });
  });

  it("has no callback when the event has none", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a");
    await notifyUser(event({ userId: "myuserid", message: null }), ports);
    expect(ports.sockets.delivered.a?.[0]).not.toHaveProperty("callback");
  });

  it("that comes again is not pushed again", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a");
    await notifyUser(notification, ports);
    await notifyUser(notification, ports);
    expect(ports.sockets.posts).toHaveLength(1);
  });

  it("with an id of its publisher's is pushed once, however many events it came in", async () => {
    const { ports, connect } = createPushWorld();
    await connect("a");
    const detail = { id: "report-7", userId: "myuserid", message: "ready" };
    for (const id of ["event-1", "event-2"]) await notifyUser(event(detail, id), ports);
    expect(ports.sockets.delivered.a).toMatchObject([{ id: "report-7" }]);
  });

  it("without a tenant never reaches a tenant's user of that id, nor that of another tenant", async () => {
    const { ports } = createPushWorld();
    for (const tenant of [undefined, "t1", "t2"])
      await ports.connections.put(connectionOf(tenant ?? "none", { tenant }));
    await notifyUser(notification, ports);
    expect(Object.keys(ports.sockets.delivered)).toEqual(["none"]);
    await notifyUser(event({ userId: "myuserid", message: 1, tenant: "t2" }, "event-2"), ports);
    expect(Object.keys(ports.sockets.delivered)).toEqual(["none", "t2"]);
  });
});
