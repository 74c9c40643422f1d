import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createClient } from "../../client/src/index.ts";
import { followStreams, type Stream } from "../../client/src/streams/index.ts";
import { createPushing } from "../support/pushing.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

let system: System;
let { connectAs, publish, settle } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem(appTemplate, ["--parameter", "EntityPolicy=claims", "--iam", "enforce"]);
  ({ connectAs, publish, settle } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const piecesOf = ({ received }: TestSocket) => received.filter(({ type }) => type === "Entity Stream");

/** Publishes pieces of one stream, each in an event of its own. */
const stream = (entityId: string, streamId: string, ...pieces: readonly object[]) =>
  publish(
    "entity-stream",
    pieces.map((piece) => ({ entityId, streamId, ...piece })),
  );

/** A client that follows an entity's streams, and what it has of each. */
async function startReader(userId: string, entityId: string) {
  const texts = new Map<string, Stream>();
  const waiting = new Set<() => void>();
  const client = createClient({
    url: system.url,
    WebSocket,
    getToken: () => createTestJwt(system, { userId }),
  });
  const subscription = followStreams(client, entityId, (one) => {
    texts.set(one.streamId, one);
    for (const look of [...waiting]) look();
  });
  await client.ready();
  await subscription.ready();
  return {
    client,
    texts,
    until: (isThere: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => isThere() && waiting.delete(look) && resolve();
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

describe("a stream of an entity", () => {
  it("is pushed to its subscribers as it opens, grows and ends", async () => {
    using reader = await connectAs("reader", ["chat"]);
    using other = await connectAs("other", ["another"]);
    await stream("chat", "s1", { offset: 0, data: { author: "assistant" } });
    const opened = await reader.next({ type: "Entity Stream", streamId: "s1" });
    expect(opened).toMatchObject({
      entityId: "chat",
      offset: 0,
      text: "",
      state: "open",
      data: { author: "assistant" },
    });
    await stream("chat", "s1", { offset: 0, text: "It is " });
    await reader.next({ streamId: "s1", text: "It is " });
    await stream("chat", "s1", { offset: 6, text: "here.", state: "ended" });
    await reader.next({ streamId: "s1", offset: 6, text: "here.", state: "ended" });
    await settle(other, "another");
    expect(piecesOf(other)).toEqual([]);
  });

  it("comes whole and once to a client, however its events come", async () => {
    using reader = await startReader("assembler", "shuffled");
    const text = Array.from({ length: 40 }, (_, index) => `word-${index} `).join("");
    const pieces = Array.from({ length: 40 }, (_, index) => ({
      offset: text.indexOf(`word-${index} `),
      text: `word-${index} `,
    }));
    const [first, ...rest] = [...pieces, { offset: text.length, state: "ended" }];
    const shuffled = [...rest.reverse(), first, ...pieces.slice(10, 20)];
    for (let index = 0; index < shuffled.length; index += 10)
      await stream("shuffled", "s", ...shuffled.slice(index, index + 10).map((piece) => ({ ...piece })));
    await reader.until(() => reader.texts.get("s")?.state === "ended");
    expect(reader.texts.get("s")).toEqual({ streamId: "s", text, state: "ended" });
  });
});

describe("a subscriber who comes late", () => {
  it("gets the whole text so far once, then the rest", async () => {
    using witness = await connectAs("witness", ["late"]);
    await stream("late", "s", { offset: 0, text: "It is ", data: { author: "assistant" } });
    await witness.next({ streamId: "s", text: "It is " });
    await stream("late", "s", { offset: 6, text: "on its " });
    await witness.next({ streamId: "s", text: "on its " });
    using late = await connectAs("latecomer");
    late.send({ action: "subscribe", entityId: "late", streams: [] });
    await late.next({ type: "subscribed" });
    expect(piecesOf(late)).toMatchObject([
      { offset: 0, text: "It is on its ", state: "open", data: { author: "assistant" } },
    ]);
    await stream("late", "s", { offset: 13, text: "way.", state: "ended" });
    await late.next({ offset: 13, text: "way.", state: "ended" });
    expect(piecesOf(late)).toHaveLength(2);
  });

  it("gets nothing of streams without asking for them", async () => {
    using socket = await connectAs("indifferent", ["late"]);
    expect(piecesOf(socket)).toEqual([]);
  });
});

describe("a subscriber who comes back", () => {
  it("gets what it missed, also the end, and nothing of what it has", async () => {
    using reader = await startReader("returning", "absence");
    using witness = await connectAs("staying", ["absence"]);
    await stream("absence", "s", { offset: 0, text: "It is " });
    await reader.until(() => reader.texts.get("s")?.text === "It is ");
    reader.client.disconnect();
    await stream("absence", "s", { offset: 6, text: "here.", state: "ended" });
    await witness.next({ streamId: "s", state: "ended" });
    await reader.client.ready();
    await reader.until(() => reader.texts.get("s")?.state === "ended");
    expect(reader.texts.get("s")?.text).toBe("It is here.");
  });

  it("gets only the rest, when it says how much it has", async () => {
    using witness = await connectAs("watching", ["rest"]);
    await stream("rest", "s", { offset: 0, text: "It is " });
    await stream("rest", "s", { offset: 6, text: "here.", state: "ended" });
    await witness.next({ streamId: "s", state: "ended" });
    using back = await connectAs("back");
    const ask = async (requestId: string, streams: readonly object[]) => {
      const before = piecesOf(back).length;
      back.send({ action: "subscribe", entityId: "rest", streams, requestId });
      await back.next({ requestId });
      return piecesOf(back).slice(before);
    };
    expect(await ask("part", [{ streamId: "s", offset: 6 }])).toMatchObject([
      { offset: 6, text: "here.", state: "ended" },
    ]);
    expect(await ask("all", [{ streamId: "s", offset: 11, done: true }])).toEqual([]);
    expect(
      await ask("unknown", [
        { streamId: "s", offset: 11, done: true },
        { streamId: "gone", offset: 4 },
      ]),
    ).toMatchObject([{ streamId: "gone", offset: 4, text: "", state: "failed", error: { code: "stream_unknown" } }]);
  });
});

describe("streams of entities that somebody may not follow", () => {
  it("are refused with the entity, and tell nothing", async () => {
    await stream("order:7", "s", { offset: 0, text: "secret", state: "ended" });
    const secret = await readSigningSecret(system);
    const token = await sign(secret, { sub: "stranger", permissions: ["order:1"] });
    using stranger = await openSocket(system.url, ["websocket", token]);
    stranger.send({ action: "subscribe", entityId: "order:7", streams: [] });
    expect(await stranger.next({ type: "error" })).toMatchObject({ code: "not_authorized" });
    expect(piecesOf(stranger)).toEqual([]);
  });

  it("are another tenant's business alone", async () => {
    const secret = await readSigningSecret(system);
    const connect = async (tenant: string) => {
      const socket = await openSocket(system.url, ["websocket", await sign(secret, { sub: "same", tenant })]);
      socket.send({ action: "subscribe", entityId: "shared", streams: [] });
      await socket.next({ type: "subscribed" });
      return socket;
    };
    using one = await connect("tenant-1");
    using two = await connect("tenant-2");
    await stream("shared", "s", { offset: 0, text: "for 1", state: "ended", tenant: "tenant-1" });
    await one.next({ text: "for 1" });
    await stream("shared", "s", { offset: 0, text: "for 2", state: "ended", tenant: "tenant-2" });
    await two.next({ text: "for 2" });
    expect([piecesOf(one).length, piecesOf(two).length]).toEqual([1, 1]);
    using later = await connect("tenant-2");
    expect(piecesOf(later)).toMatchObject([{ text: "for 2" }]);
  });
});

describe("who may publish a stream", () => {
  it("is who may put events on the bus from a listed source, and no client", async () => {
    using reader = await connectAs("quiet", ["guarded"]);
    const piece = { entityId: "guarded", streamId: "s", offset: 0, text: "forged" };
    await publish("entity-stream", [piece], { Source: "somebody-else" });
    reader.send({ action: "stream", ...piece });
    expect(await reader.next({ type: "error" })).toMatchObject({ code: "unknown_action" });
    await settle(reader, "guarded");
    expect(piecesOf(reader)).toEqual([]);
  });
});

// Last: it moves time on, and tokens with it.
describe("a subscriber who comes too late", () => {
  it("is not told of streams that ended longer ago than HistoryMinutes", { timeout: 30_000 }, async () => {
    using witness = await connectAs("patient", ["old"]);
    await stream("old", "s", { offset: 0, text: "Long ago", state: "ended" });
    await witness.next({ streamId: "s", state: "ended" });
    for (let minute = 0; minute < 11; minute++) {
      witness.send({ action: "ping" });
      await system.advance(60);
    }
    using late = await connectAs("tomorrow");
    late.send({ action: "subscribe", entityId: "old", streams: [] });
    await late.next({ type: "subscribed" });
    expect(piecesOf(late)).toEqual([]);
  });
});
