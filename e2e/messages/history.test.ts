import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPushing } from "../support/pushing.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";

let system: System;
let { connectAs, publish, settle } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem();
  ({ connectAs, publish, settle } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const updatesOf = ({ received }: TestSocket) => received.filter(({ type }) => type === "Entity Updated");

/** Publishes one after the other, each once the one before has arrived at `socket`. */
async function publishTo(socket: TestSocket, entityId: string, messages: readonly string[]): Promise<void> {
  for (const message of messages) {
    await publish("entity-updated", [{ entityId, message }]);
    await socket.next({ message });
  }
}

async function resume(socket: TestSocket, entityId: string, since: number) {
  socket.send({ action: "subscribe", entityId, since, requestId: `since ${since}` });
  return socket.next({ requestId: `since ${since}` });
}

describe("the sequence of an entity", () => {
  it("has no hole and no repetition when 50 updates are published at once", { timeout: 60_000 }, async () => {
    using socket = await connectAs("crowd", ["busy"]);
    const batches = Array.from({ length: 5 }, (_, batch) =>
      Array.from({ length: 10 }, (_, index) => ({ entityId: "busy", message: `${batch}.${index}` })),
    );
    await Promise.all(batches.map((details) => publish("entity-updated", details)));
    for (let seq = 1; seq <= 50; seq++) await socket.next({ type: "Entity Updated", seq });
    const updates = updatesOf(socket);
    expect(new Set(updates.map(({ message }) => message)).size).toBe(50);
    expect(updates.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  it("is told to who subscribes", async () => {
    using first = await connectAs("first", ["told"]);
    await publishTo(first, "told", ["one", "two"]);
    using second = await connectAs("second", ["told"]);
    expect(await second.next({ type: "subscribed" })).toEqual({ type: "subscribed", entityId: "told", seq: 2 });
  });
});

describe("entities of two tenants with the same id", () => {
  it("have sequences and subscribers of their own", async () => {
    const secret = await readSigningSecret(system);
    const connect = async (tenant: string) => {
      const socket = await openSocket(system.url, ["websocket", await sign(secret, { sub: "same", tenant })]);
      socket.send({ action: "subscribe", entityId: "shared" });
      await socket.next({ type: "subscribed" });
      return socket;
    };
    using one = await connect("tenant-1");
    using two = await connect("tenant-2");
    using none = await connectAs("same", ["shared"]);
    await publish("entity-updated", [{ entityId: "shared", message: "for 1", tenant: "tenant-1" }]);
    await publish("entity-updated", [{ entityId: "shared", message: "for 2", tenant: "tenant-2" }]);
    await publish("send-user-push-notification", [{ userId: "same", message: "to 2", tenant: "tenant-2" }]);
    await settle(none, "shared");
    await Promise.all([one.next({ message: "for 1", seq: 1 }), two.next({ message: "for 2", seq: 1 })]);
    await two.next({ type: "User Push Notification", message: "to 2" });
    expect(updatesOf(one)).toHaveLength(1);
    expect(updatesOf(two)).toHaveLength(1);
    expect(updatesOf(none)).toMatchObject([{ seq: 1 }]);
    for (const socket of [one, none])
      expect(socket.received).not.toContainEqual(expect.objectContaining({ message: "to 2" }));
  });
});

describe("subscribe with since", () => {
  it("brings what was missed, in order, and then what is new", async () => {
    using witness = await connectAs("witness", ["resumed"]);
    const before = await connectAs("traveller", ["resumed"]);
    await publishTo(witness, "resumed", ["one"]);
    await before.next({ message: "one" });
    before.socket.terminate();
    await publishTo(witness, "resumed", ["two", "three"]);

    using after = await connectAs("traveller");
    expect(await resume(after, "resumed", 1)).toMatchObject({ type: "subscribed", seq: 3, recovered: true });
    await publishTo(witness, "resumed", ["four"]);
    await after.next({ message: "four" });
    expect(updatesOf(after).map(({ seq, message }) => [seq, message])).toEqual([
      [2, "two"],
      [3, "three"],
      [4, "four"],
    ]);
    const idOf = (socket: TestSocket, seq: number) => updatesOf(socket).find((update) => update.seq === seq)?.id;
    expect(idOf(after, 2)).toBe(idOf(witness, 2));
  });

  it("does not claim to bring what it cannot", async () => {
    using socket = await connectAs("dreamer", ["short"]);
    await publishTo(socket, "short", ["one"]);
    expect(await resume(socket, "short", 7)).toMatchObject({ seq: 1, recovered: false });
  });

  it("does not claim to bring what is no longer kept", async () => {
    using socket = await connectAs("late", ["aged"]);
    await publishTo(socket, "aged", ["one"]);
    for (let minute = 0; minute < 11; minute++) {
      socket.send({ action: "ping" });
      await system.advance(60);
    }
    await publishTo(socket, "aged", ["two"]);
    expect(await resume(socket, "aged", 0)).toMatchObject({ seq: 2, recovered: false });
    expect(await resume(socket, "aged", 1)).toMatchObject({ seq: 2, recovered: true });
  });
});
