import { subscribe as subscribeDefinition, unsubscribe as unsubscribeDefinition } from "@portcullis/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { type Connection, retired } from "../../../src/core/connections/connection.ts";
import type { Connections } from "../../../src/core/connections/ports.ts";
import { answerTo } from "../../../src/core/messages/action.ts";
import type { Charge, Senders } from "../../../src/core/messages/senders.ts";
import { MAX_SUBSCRIPTIONS_PER_CONNECTION, shardOf, subscribe } from "../../../src/core/subscriptions/subscribe.ts";
import { unsubscribe } from "../../../src/core/subscriptions/unsubscribe.ts";
import { followPolicy, type MayFollow } from "../../../src/core/tokens/policy.ts";
import { createEntities } from "../../support/entities.ts";
import { connectionOf, createRegistry, createSockets, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createStates } from "../../support/memory/states.ts";
import { createStreams } from "../../support/streams.ts";

let registry: ReturnType<typeof createRegistry>;
let store: ReturnType<typeof createEntities>;
let streams: ReturnType<typeof createStreams>;
let sockets: ReturnType<typeof createSockets>;
let mayFollow: MayFollow;
let charge: Charge;
const now = () => NOW_MS;

/** Lets everybody in who is registered: an expired one too, so that it is seen what `subscribe` itself looks at. */
const sendersFrom = (connections: Pick<Connections, "find">): Senders => ({
  find: async (connectionId) => (await connections.find(connectionId)) ?? { refused: "connection_unknown" },
  noteMistake: async () => {},
  charge: async (_, work, count) => charge(work, count),
});

const send = (
  message: object,
  connectionId = "abc=",
  connections: Pick<Connections, "find"> = registry.connections,
) => {
  const { subscriptions } = registry;
  const act = subscribe({
    connections,
    subscriptions,
    entities: store.entities,
    streams,
    states: createStates(),
    sockets,
    mayFollow,
    now,
  });
  return answerTo(subscribeDefinition, sendersFrom(connections), act)(connectionId, JSON.stringify(message));
};
const sendUnsubscribe = (message: object) => {
  const senders = sendersFrom(registry.connections);
  return answerTo(unsubscribeDefinition, senders, unsubscribe(registry.subscriptions))("abc=", JSON.stringify(message));
};
const pageOf = async (entityId: string) =>
  (await registry.subscribers.pageOf({ entityId }, { shard: 0 })).targets.map(({ connectionId }) => connectionId);

beforeEach(async () => {
  registry = createRegistry();
  store = createEntities();
  streams = createStreams(now);
  sockets = createSockets();
  mayFollow = followPolicy("open");
  charge = async () => undefined;
  await registry.connections.put(connectionOf("abc="));
});

describe("subscribe", () => {
  it("subscribes, and echoes the requestId", async () => {
    expect(await send({ action: "subscribe", entityId: "e", requestId: "1" })).toEqual({
      type: "subscribed",
      entityId: "e",
      seq: 0,
      requestId: "1",
    });
    expect(await pageOf("e")).toEqual(["abc="]);
  });

  it("answers a second time as the first, and does nothing", async () => {
    await send({ action: "subscribe", entityId: "e" });
    expect(await send({ action: "subscribe", entityId: "e" })).toMatchObject({ type: "subscribed" });
    expect(await pageOf("e")).toEqual(["abc="]);
  });

  it("answers a wrong message with what is wrong, and does nothing", async () => {
    expect(await send({ action: "subscribe", requestId: "1" })).toMatchObject({
      type: "error",
      code: "invalid_message",
      requestId: "1",
      fields: [{ path: "entityId" }],
    });
  });

  it("leaves nothing behind after a disconnect", async () => {
    await registry.connections.remove("abc=");
    expect(await send({ action: "subscribe", entityId: "e", requestId: "1" })).toMatchObject({
      code: "connection_unknown",
      requestId: "1",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("leaves nothing behind when the disconnect comes between the look and the write", async () => {
    const connections = {
      find: async (connectionId: string) => {
        const connection = await registry.connections.find(connectionId);
        await registry.connections.remove(connectionId);
        return connection;
      },
    };
    expect(await send({ action: "subscribe", entityId: "e" }, "abc=", connections)).toMatchObject({
      code: "connection_unknown",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("leaves nothing behind when the connection is to be closed between the look and the write", async () => {
    const connections = {
      find: async (connectionId: string) => {
        const connection = await registry.connections.find(connectionId);
        if (connection) await registry.connections.retire(retired(connection, "kicked"));
        return connection;
      },
    };
    expect(await send({ action: "subscribe", entityId: "e" }, "abc=", connections)).toMatchObject({
      code: "connection_unknown",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("takes nothing once the token has expired", async () => {
    await registry.connections.put(connectionOf("old=", { exp: NOW_SECONDS }));
    expect(await send({ action: "subscribe", entityId: "e" }, "old=")).toMatchObject({ code: "token_expired" });
    expect(await pageOf("e")).toEqual([]);
  });

  it("has a limit for each connection, and room again after unsubscribe", async () => {
    for (let count = 0; count < MAX_SUBSCRIPTIONS_PER_CONNECTION; count++)
      await send({ action: "subscribe", entityId: `e${count}` });
    const oneMore = { action: "subscribe", entityId: "one more" };
    expect(await send(oneMore)).toMatchObject({ code: "too_many_subscriptions" });
    await sendUnsubscribe({ action: "unsubscribe", entityId: "e7" });
    expect(await send(oneMore)).toMatchObject({ type: "subscribed" });
  });
});

describe("subscribe under a policy", () => {
  it("does nothing for who may not follow the entity", async () => {
    mayFollow = followPolicy("deny");
    expect(await send({ action: "subscribe", entityId: "e", requestId: "1" })).toMatchObject({
      code: "not_authorized",
      requestId: "1",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("takes who may", async () => {
    mayFollow = followPolicy("deny");
    await registry.connections.put(connectionOf("abc=", { permissions: ["e"] }));
    expect(await send({ action: "subscribe", entityId: "e" })).toMatchObject({ type: "subscribed" });
    expect(await send({ action: "subscribe", entityId: "e2" })).toMatchObject({ code: "not_authorized" });
  });
});

describe("subscribe under a rule that looks something up", () => {
  const membersOf = new Map([["e", ["myuserid"]]]);

  it("waits for it, and goes by it", async () => {
    mayFollow = async ({ userId }, entityId) => membersOf.get(entityId)?.includes(userId) ?? false;
    expect(await send({ action: "subscribe", entityId: "e" })).toMatchObject({ type: "subscribed" });
    expect(await send({ action: "subscribe", entityId: "other" })).toMatchObject({ code: "not_authorized" });
    expect(await pageOf("other")).toEqual([]);
  });

  it("subscribes nobody when that fails", async () => {
    mayFollow = () => Promise.reject(new Error("The list of members cannot be read"));
    await expect(send({ action: "subscribe", entityId: "e" })).rejects.toThrow("cannot be read");
    expect(await pageOf("e")).toEqual([]);
  });
});

describe("subscribe while the connection gets a newer token", () => {
  /** It comes after the look at the connection, before the write. */
  function renewedBy(changes: Partial<Connection>): Pick<Connections, "find"> {
    let isFirst = true;
    return {
      async find(connectionId) {
        const connection = await registry.connections.find(connectionId);
        if (isFirst) await registry.connections.renew(connectionOf(connectionId, changes));
        isFirst = false;
        return connection;
      },
    };
  }

  it("is decided by what that allows", async () => {
    mayFollow = followPolicy("deny");
    await registry.connections.put(connectionOf("abc=", { permissions: ["e"] }));
    const connections = renewedBy({ exp: NOW_SECONDS + 7_200, permissions: [] });
    expect(await send({ action: "subscribe", entityId: "e" }, "abc=", connections)).toMatchObject({
      code: "not_authorized",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("lasts as long as that", async () => {
    const exp = NOW_SECONDS + 7_200;
    const answer = await send({ action: "subscribe", entityId: "e" }, "abc=", renewedBy({ exp }));
    expect(answer).toMatchObject({ type: "subscribed" });
    const { targets } = await registry.subscribers.pageOf({ entityId: "e" }, { shard: 0 });
    expect(targets).toMatchObject([{ exp }]);
  });
});

describe("subscribe to an entity in shards", () => {
  it("goes to the connection's shard, of that entity in its own tenant", async () => {
    store = createEntities({ shards: 4 });
    await registry.connections.put(connectionOf("abc=", { tenant: "t" }));
    await send({ action: "subscribe", entityId: "e" });
    const shard = shardOf("abc=", 4);
    const found = await registry.subscribers.pageOf({ entityId: "e", tenant: "t" }, { shard });
    expect(found.targets).toMatchObject([{ connectionId: "abc=" }]);
    expect(await pageOf("e")).toEqual([]);
  });
});

describe("subscribe with since", () => {
  const entity = { entityId: "e" };
  const publish = async (count: number) => {
    for (let index = 1; index <= count; index++)
      await store.entities.append(entity, `event-${index}`, (seq) => JSON.stringify({ seq }));
  };
  const resumed = (since: number) => send({ action: "subscribe", entityId: "e", since });

  it("sends what was missed, in order, and says that this is all", async () => {
    await publish(5);
    expect(await resumed(2)).toEqual({ type: "subscribed", entityId: "e", seq: 5, recovered: true });
    expect(sockets.delivered["abc="]).toEqual([{ seq: 3 }, { seq: 4 }, { seq: 5 }]);
    expect(await pageOf("e")).toEqual(["abc="]);
  });

  it("costs what it sends, and sends nothing where that is too much", async () => {
    await publish(5);
    const charged: unknown[] = [];
    charge = async (...work) => {
      charged.push(work);
      return { refused: "rate_limited", retryAfterMs: 1_000 };
    };
    expect(await resumed(2)).toMatchObject({ type: "error", code: "rate_limited", retryAfterMs: 1_000 });
    expect(charged).toEqual([["resent", 3]]);
    expect(sockets.posts).toEqual([]);
  });

  it("costs nothing more where there is nothing to send", async () => {
    await publish(5);
    charge = () => expect.fail("charged");
    expect(await resumed(5)).toMatchObject({ recovered: true });
    expect(await resumed(6)).toMatchObject({ recovered: false });
    expect(await send({ action: "subscribe", entityId: "e" })).toMatchObject({ seq: 5 });
  });

  it("has nothing to send to who missed nothing", async () => {
    await publish(5);
    expect(await resumed(5)).toMatchObject({ seq: 5, recovered: true });
    expect(sockets.posts).toEqual([]);
  });

  it("sends what is missing to who subscribed before, too", async () => {
    await send({ action: "subscribe", entityId: "e" });
    await publish(1);
    expect(await resumed(0)).toMatchObject({ seq: 1, recovered: true });
    expect(sockets.delivered["abc="]).toEqual([{ seq: 1 }]);
  });

  it("misses nothing that is published between the subscription and the look at the sequence", async () => {
    const { add } = registry.subscriptions;
    registry.subscriptions.add = async (...args) => {
      const outcome = await add(...args);
      await publish(1);
      return outcome;
    };
    expect(await resumed(0)).toMatchObject({ seq: 1, recovered: true });
    expect(sockets.delivered["abc="]).toEqual([{ seq: 1 }]);
  });

  it("does not claim so when an update is no longer kept", async () => {
    await publish(5);
    store.entities.kept = async () => ['{"seq":4}', '{"seq":5}'];
    expect(await resumed(2)).toMatchObject({ seq: 5, recovered: false });
    expect(sockets.posts).toEqual([]);
  });

  it("does not claim so when it missed more than 100", async () => {
    await publish(101);
    expect(await resumed(0)).toMatchObject({ seq: 101, recovered: false });
    expect(await resumed(1)).toMatchObject({ recovered: true });
  });

  it("does not claim so for a since that never was", async () => {
    await publish(5);
    expect(await resumed(6)).toMatchObject({ seq: 5, recovered: false });
  });

  it.each(["failed", "gone"] as const)("does not claim so when a post is %s, and stops there", async (outcome) => {
    await publish(3);
    sockets = createSockets({ "abc=": ["delivered", outcome] });
    expect(await resumed(0)).toMatchObject({ seq: 3, recovered: false });
    expect(sockets.posts).toHaveLength(2);
  });

  it("says nothing of recovery to who did not ask", async () => {
    await publish(5);
    expect(await send({ action: "subscribe", entityId: "e" })).not.toHaveProperty("recovered");
    expect(sockets.posts).toEqual([]);
  });
});

describe("unsubscribe", () => {
  it("ends the subscription, and echoes the requestId", async () => {
    await registry.subscriptions.add({ connection: connectionOf("abc="), entityId: "e", shard: 0 }, 10, NOW_MS);
    expect(await sendUnsubscribe({ action: "unsubscribe", entityId: "e", requestId: "2" })).toEqual({
      type: "unsubscribed",
      entityId: "e",
      requestId: "2",
    });
    expect(await pageOf("e")).toEqual([]);
  });

  it("is no error without a subscription", async () => {
    expect(await sendUnsubscribe({ action: "unsubscribe", entityId: "e" })).toMatchObject({ type: "unsubscribed" });
  });

  it("answers a wrong message with what is wrong", async () => {
    expect(await sendUnsubscribe({ action: "unsubscribe", entityId: 1 })).toMatchObject({ code: "invalid_message" });
  });
});

describe("subscribe with streams", () => {
  const ofEntity = (streamId: string) => ({ entityId: "e", streamId });
  const ask = (...has: object[]) => send({ action: "subscribe", entityId: "e", streams: has });
  const sent = () => sockets.delivered["abc="] ?? [];

  it("sends what there is of each, and how it ended, once the subscription is there", async () => {
    const data = { author: "assistant" };
    await streams.keep(ofEntity("s"), [{ offset: 0, text: "It " }], data);
    await streams.keep(ofEntity("s"), [
      { offset: 3, text: "is" },
      { offset: 5, state: "ended" },
    ]);
    await streams.keep(ofEntity("opened"), []);
    expect(await ask()).toMatchObject({ type: "subscribed", seq: 0 });
    const common = { type: "Entity Stream", entityId: "e", offset: 0 };
    expect(sent()).toMatchObject([
      { ...common, streamId: "s", text: "It is", state: "ended", data },
      { ...common, streamId: "opened", text: "", state: "open" },
    ]);
    expect(await pageOf("e")).toEqual(["abc="]);
  });

  it("sends a long text in parts that a message takes, in order", async () => {
    const long = "x".repeat(16 * 1024);
    for (const index of [0, 1, 2]) await streams.keep(ofEntity("s"), [{ offset: index * long.length, text: long }]);
    await ask();
    expect(sent().map((message) => (message as { offset: number }).offset)).toEqual(
      [0, 1, 2].map((n) => n * long.length),
    );
  });

  it("sends the rest of what the client has, nothing where that is all or done, and says what is no longer kept", async () => {
    for (const id of ["part", "all", "done"]) await streams.keep(ofEntity(id), [{ offset: 0, text: "ab" }]);
    await streams.keep(ofEntity("done"), [{ offset: 2, state: "ended" }]);
    await streams.keep(ofEntity("part"), [{ offset: 2, text: "c" }]);
    await ask(
      { streamId: "part", offset: 2 },
      { streamId: "all", offset: 2 },
      { streamId: "done", offset: 2, done: true },
      { streamId: "gone", offset: 7 },
    );
    expect(sent()).toMatchObject([
      { streamId: "part", offset: 2, text: "c", state: "open" },
      { streamId: "gone", offset: 7, text: "", state: "failed", error: { code: "stream_unknown" } },
    ]);
  });

  it("reads no more of a long text than who has most of it needs, also where pieces overlap", async () => {
    const long = "x".repeat(16 * 1024);
    for (const index of [0, 1, 2, 3]) await streams.keep(ofEntity("s"), [{ offset: index * long.length, text: long }]);
    const read: number[] = [];
    const { piecesFrom } = streams;
    streams = {
      ...streams,
      async piecesFrom(stream, offset) {
        const pieces = await piecesFrom(stream, offset);
        read.push(pieces.length);
        return pieces;
      },
    };
    await ask({ streamId: "s", offset: 4 * long.length });
    await ask({ streamId: "s", offset: 4 * long.length - 1 });
    expect(read).toEqual([1, 1]);
    expect(sent()).toMatchObject([{ offset: 4 * long.length - 1, text: "x", state: "open" }]);
  });

  it("costs as updates that are sent again do, before they are", async () => {
    for (let index = 0; index < 7; index++) await streams.keep(ofEntity(`s${index}`), [{ offset: 0, text: "a" }]);
    const charged: unknown[] = [];
    charge = async (...work) => {
      charged.push(work);
      return { refused: "rate_limited", retryAfterMs: 1 };
    };
    expect(await ask()).toMatchObject({ type: "error", code: "rate_limited", retryAfterMs: 1 });
    expect(charged).toEqual([["resent", 7]]);
    expect(sent()).toEqual([]);
  });

  it("is refused with the entity", async () => {
    mayFollow = followPolicy("deny");
    await streams.keep(ofEntity("s"), [{ offset: 0, text: "secret" }]);
    expect(await ask()).toMatchObject({ type: "error", code: "not_authorized" });
    expect(sent()).toEqual([]);
  });

  it("sends 100 messages at most", async () => {
    for (let index = 0; index < 150; index++) await streams.keep(ofEntity(`s${index}`), [{ offset: 0, text: "a" }]);
    await ask();
    expect(sent()).toHaveLength(100);
  });
});
