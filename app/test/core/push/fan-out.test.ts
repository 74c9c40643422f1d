import { describe, expect, it } from "vitest";
import { publishEntity } from "../../../src/core/push/publish.ts";
import { createPushWorld, event, type PushWorld } from "../../support/push-world.ts";

const updated = event({ entityId: "e", message: "news" });

/** `count` subscribers, of whom each was named with leading zeros so that they sort. */
async function subscribe({ connect }: PushWorld, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await connect(`c${String(index).padStart(5, "0")}`, "e");
}

/** Publishes until it is done, as the queue brings the event again. */
async function publishAll({ ports }: PushWorld): Promise<number> {
  for (let turns = 1; turns < 100; turns++) if ((await publishEntity(updated, ports)) === "done") return turns;
  throw new Error("It never ends.");
}

const receivedOnce = ({ ports }: PushWorld) =>
  Object.values(ports.sockets.delivered).filter((messages) => messages.length === 1).length;

describe("a list of up to 100 subscribers", () => {
  it("gets its message directly", async () => {
    const world = createPushWorld();
    await subscribe(world, 100);
    await publishEntity(updated, world.ports);
    expect(world.ports.deliveries.queue).toEqual([]);
    expect(receivedOnce(world)).toBe(100);
  });
});

describe("a longer list of subscribers", () => {
  it("gets its message in parts of 100, each on its own, with at most 20 posts at once", async () => {
    const world = createPushWorld({ scripts: { c00007: ["failed"], c00008: ["gone"] } });
    await subscribe(world, 250);
    await publishEntity(updated, world.ports);
    expect(world.ports.sockets.posts).toEqual([]);
    expect(world.ports.deliveries.queue.map(({ delivery }) => delivery.targets.length)).toEqual([100, 100, 50]);
    await world.drain();
    expect(receivedOnce(world)).toBe(249);
    expect(world.ports.sockets.mostUnderWay()).toBe(20);
  });

  it("is read page by page, and in turns, so that other entities have theirs", async () => {
    const world = createPushWorld({ pageSize: 10 });
    await subscribe(world, 250);
    expect(await publishAll(world)).toBe(3);
    await world.drain();
    expect(receivedOnce(world)).toBe(250);
  });

  it("that could not be read to the end goes on where it was: nobody gets it twice", async () => {
    const world = createPushWorld({ pageSize: 10 });
    await subscribe(world, 95);
    const { ports } = world;
    let pages = 0;
    const pageOf: typeof ports.subscribers.pageOf = (...args) =>
      ++pages === 5 ? Promise.reject(new Error("throttled")) : ports.subscribers.pageOf(...args);
    await expect(publishEntity(updated, { ...ports, subscribers: { pageOf } })).rejects.toThrow("throttled");
    await publishAll(world);
    await world.drain();
    expect(receivedOnce(world)).toBe(95);
  });

  it("gets it once too when the publisher dies between a part and the note of it", async () => {
    const world = createPushWorld({ pageSize: 100 });
    await subscribe(world, 250);
    const { ports } = world;
    const processedEvents = { ...ports.processedEvents, advance: () => Promise.reject(new Error("died")) };
    await expect(publishEntity(updated, { ...ports, processedEvents })).rejects.toThrow("died");
    await publishAll(world);
    expect(ports.deliveries.queue).toHaveLength(4);
    await world.drain();
    expect(receivedOnce(world)).toBe(250);
  });

  it("includes who stays when others leave between two pages", async () => {
    const world = createPushWorld({ pageSize: 10 });
    await subscribe(world, 150);
    await publishEntity(updated, world.ports);
    for (let index = 95; index < 105; index++)
      await world.ports.connections.remove(`c${String(index).padStart(5, "0")}`);
    await publishAll(world);
    await world.drain();
    expect(receivedOnce(world)).toBe(145);
  });
});

describe("shards", () => {
  it("are all read", async () => {
    const world = createPushWorld({ shards: 7, pageSize: 10 });
    await subscribe(world, 130);
    await publishAll(world);
    await world.drain();
    expect(receivedOnce(world)).toBe(130);
  });

  it("become more once there are more than 5,000 subscribers, for those who come from then on", async () => {
    const world = createPushWorld();
    await subscribe(world, 5_001);
    await publishAll(world);
    expect(await world.ports.entities.find({ entityId: "e" })).toMatchObject({ shards: 2 });
  });

  it("stay as they are for fewer", async () => {
    const world = createPushWorld({ shards: 3 });
    await subscribe(world, 10);
    await publishAll(world);
    expect(await world.ports.entities.find({ entityId: "e" })).toMatchObject({ shards: 3 });
  });
});
