import { isDeepStrictEqual } from "node:util";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createClient } from "../../client/src/index.ts";
import { createPublisher, overEventBridge, type Publisher } from "../../client/src/server/index.ts";
import { followState } from "../../client/src/state/index.ts";
import { createPushing } from "../support/pushing.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

let system: System;
let publisher: Publisher;
let { connectAs, publish } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem(appTemplate, ["--parameter", "EntityPolicy=claims", "--iam", "enforce"]);
  ({ connectAs, publish } = createPushing(system));
  publisher = createPublisher({
    transport: overEventBridge(new EventBridgeClient(system.sdk), PutEventsCommand),
    eventBusName: system.outputs.EventBusName ?? "",
  });
});
afterAll(() => system[Symbol.asyncDispose]());

const statesOf = ({ received }: TestSocket) => received.filter(({ type }) => type === "Entity State");

/** Waits until a change was pushed that is like this. */
const untilPushed = (socket: TestSocket, change: object) =>
  expect
    .poll(() => statesOf(socket).flatMap(({ changes }) => changes), { timeout: 15_000 })
    .toContainEqual(expect.objectContaining(change));

/** Subscribes with state, and resolves with what was sent of it. */
async function ask(socket: TestSocket, entityId: string, state: true | { since: number }) {
  const before = statesOf(socket).length;
  const requestId = `ask-${before}-${Math.random()}`;
  socket.send({ action: "subscribe", entityId, state, requestId });
  const answer = await socket.next({ requestId });
  return { answer, states: statesOf(socket).slice(before) };
}

/** A client that follows an entity's state, and what it was told. */
async function startReader(userId: string, entityId: string) {
  const told: object[] = [];
  const waiting = new Set<() => void>();
  const client = createClient({ url: system.url, WebSocket, getToken: () => createTestJwt(system, { userId }) });
  const subscription = followState(client, entityId, (values) => {
    told.push(Object.fromEntries(values));
    for (const look of [...waiting]) look();
  });
  await client.ready();
  await subscription.ready();
  return {
    client,
    told,
    until: (isThere: (values: object) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => told.length > 0 && isThere(told.at(-1) ?? {}) && waiting.delete(look) && resolve();
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

const isLike = (wanted: object) => (values: object) => isDeepStrictEqual(values, wanted);

describe("the state of an entity", () => {
  it("comes whole to who subscribes, and then its changes", async () => {
    await publisher.publishState("order", "status", { step: "paid" });
    using reader = await startReader("reader", "order");
    await reader.until(isLike({ status: { step: "paid" } }));
    await publisher.publishState("order", "place", "depot");
    await reader.until(isLike({ status: { step: "paid" }, place: "depot" }));
    await publisher.publishState("order", "status", undefined);
    await reader.until(isLike({ place: "depot" }));
    expect(reader.told).toHaveLength(3);
  });

  it("comes to who returns without what they have", async () => {
    using reader = await startReader("returning", "absence");
    using witness = await connectAs("staying", ["absence"]);
    await publisher.publishState("absence", "a", 1);
    await publisher.publishState("absence", "b", 1);
    await reader.until(isLike({ a: 1, b: 1 }));
    reader.client.disconnect();
    await publisher.publishState("absence", "a", 2);
    await publisher.publishState("absence", "b", undefined);
    await untilPushed(witness, { key: "b", deleted: true });
    await reader.client.ready();
    await reader.until(isLike({ a: 2 }));
  });

  it("never goes back to an older version", async () => {
    using socket = await connectAs("versions", ["versions"]);
    const options = (version: number) => ({ version });
    await publisher.publishState("versions", "a", "new", options(2));
    await socket.next({ type: "Entity State" });
    await publisher.publishState("versions", "a", "old", options(1));
    await publisher.publishState("versions", "a", "newest", options(3));
    await untilPushed(socket, { key: "a", value: "newest" });
    const { states } = await ask(socket, "versions", true);
    expect(states).toMatchObject([{ changes: [{ key: "a", value: "newest" }] }]);
    expect(statesOf(socket)).toHaveLength(3);
  });

  it("has the last of many changes that are published at once, for everybody", async () => {
    using reader = await startReader("busy", "busy");
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    await Promise.all(numbers.map((n) => publisher.publishState("busy", `k${n % 3}`, n, { version: n })));
    await reader.until(
      (values) => new Set(Object.values(values)).size === 3 && Object.values(values).every((n) => n > 57),
    );
    expect(reader.told.at(-1)).toEqual({ k0: 60, k1: 58, k2: 59 });
    using late = await startReader("late", "busy");
    await late.until(() => true);
    expect(late.told).toEqual([{ k0: 60, k1: 58, k2: 59 }]);
  });

  it("is sent only to who asks for it", async () => {
    await publisher.publishState("quiet", "a", 1);
    using socket = await connectAs("indifferent", ["quiet"]);
    expect(statesOf(socket)).toEqual([]);
  });
});

describe("the state of an entity that somebody may not follow", () => {
  it("is refused with the entity, and tells nothing", async () => {
    await publisher.publishState("order:7", "secret", 1);
    const token = await sign(await readSigningSecret(system), { sub: "stranger", permissions: ["order:1"] });
    using stranger = await openSocket(system.url, ["websocket", token]);
    stranger.send({ action: "subscribe", entityId: "order:7", state: true });
    expect(await stranger.next({ type: "error" })).toMatchObject({ code: "not_authorized" });
    expect(statesOf(stranger)).toEqual([]);
  });

  it("is another tenant's business alone", async () => {
    const secret = await readSigningSecret(system);
    const connect = async (tenant: string) =>
      openSocket(system.url, ["websocket", await sign(secret, { sub: "same", tenant })]);
    using one = await connect("tenant-1");
    using two = await connect("tenant-2");
    await ask(one, "shared", true);
    await ask(two, "shared", true);
    await publisher.publishState("shared", "a", "for 1", { tenant: "tenant-1" });
    await untilPushed(one, { value: "for 1" });
    await publisher.publishState("shared", "a", "for 2", { tenant: "tenant-2" });
    await untilPushed(two, { value: "for 2" });
    expect([statesOf(one).length, statesOf(two).length]).toEqual([2, 2]);
    using later = await connect("tenant-2");
    expect((await ask(later, "shared", true)).states).toMatchObject([{ changes: [{ value: "for 2" }] }]);
  });

  it("is changed by who may put events on the bus from a listed source, and by no client", async () => {
    using socket = await connectAs("forger", ["guarded"]);
    const change = { entityId: "guarded", key: "a", value: "forged" };
    await publish("entity-state", [change], { Source: "somebody-else" });
    socket.send({ action: "state", ...change });
    expect(await socket.next({ type: "error" })).toMatchObject({ code: "unknown_action" });
    await publisher.publishState("guarded", "b", "true");
    await socket.next({ type: "Entity State" });
    expect((await ask(socket, "guarded", true)).states).toMatchObject([{ changes: [{ key: "b" }] }]);
  });
});

// Last: it moves time on.
describe("a value with a life of its own", () => {
  it("is gone afterwards", async () => {
    using socket = await connectAs("patient");
    await publisher.publishState("cursors", "ada", { x: 1 }, { ttlSeconds: 30 });
    await publisher.publishState("cursors", "bob", { x: 2 });
    await expect
      .poll(async () => (await ask(socket, "cursors", true)).states)
      .toMatchObject([{ changes: [{ key: "ada" }, { key: "bob" }] }]);
    await system.advance(31);
    expect((await ask(socket, "cursors", true)).states).toMatchObject([{ changes: [{ key: "bob" }] }]);
  });
});
