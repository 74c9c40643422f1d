import type { EntityStreamEvent } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { RETRY_DELAYS_SECONDS } from "../../../src/core/push/deliver.ts";
import { keepStream, pushStream } from "../../../src/core/streams/push-stream.ts";
import { connectionOf, NOW_MS } from "../../support/fakes.ts";
import { createPushWorld, event, type PushWorldOptions } from "../../support/push-world.ts";
import { createStreams } from "../../support/streams.ts";

function createStreamWorld(options: PushWorldOptions = {}) {
  const world = createPushWorld(options);
  const ports = { ...world.ports, streams: createStreams(world.ports.now) };
  const piece = (detail: Partial<EntityStreamEvent>) => event({ entityId: "e", streamId: "s", offset: 0, ...detail });
  return {
    ...world,
    ports,
    piece,
    /** Handles these as one batch. */
    async publish(...details: Partial<EntityStreamEvent>[]) {
      for (const detail of details) await keepStream(piece(detail), ports);
      return pushStream(piece(details.at(-1) ?? {}), ports);
    },
    textsTo: (connectionId: string) =>
      (world.ports.sockets.delivered[connectionId] ?? []).map((message) => {
        const { offset, text, state } = message as EntityStreamEvent;
        return [offset, text, state];
      }),
  };
}

describe("a stream", () => {
  it("is told to subscribers of its entity when it opens, grows and ends, and to nobody else", async () => {
    const { publish, connect, ports } = createStreamWorld();
    await connect("a", "e");
    await connect("b", "other");
    await publish({ data: { author: "assistant" } });
    await publish({ text: "It is " });
    await publish({ offset: 6, text: "here.", state: "ended" });
    const common = { type: "Entity Stream", entityId: "e", streamId: "s", sentAt: new Date(NOW_MS).toISOString() };
    expect(ports.sockets.delivered).toEqual({
      a: [
        { ...common, id: "s@0", offset: 0, text: "", state: "open", data: { author: "assistant" } },
        { ...common, id: "s@0", offset: 0, text: "It is ", state: "open" },
        { ...common, id: "s@6", offset: 6, text: "here.", state: "ended" },
      ],
    });
  });

  it("says why it failed", async () => {
    const { publish, connect, ports } = createStreamWorld();
    await connect("a", "e");
    const error = { code: "model_failed", message: "No answer." };
    await publish({ text: "I" }, { offset: 1, state: "failed", error });
    expect(ports.sockets.delivered.a).toMatchObject([{ text: "I", state: "failed", error }]);
  });

  it("stays within its tenant", async () => {
    const { publish, connect, ports, textsTo } = createStreamWorld();
    await connect("none", "e");
    const connection = connectionOf("t1", { tenant: "t1" });
    await ports.connections.put(connection);
    await ports.subscriptions.add({ connection, entityId: "e", shard: 0 }, 10, ports.now());
    await publish({ text: "for t1", tenant: "t1" });
    await publish({ text: "for those without" });
    expect(textsTo("t1")).toEqual([[0, "for t1", "open"]]);
    expect(textsTo("none")).toEqual([[0, "for those without", "open"]]);
  });
});

describe("pieces of a stream", () => {
  it("that come in one batch are one push for each connection", async () => {
    const { publish, connect, ports } = createStreamWorld();
    for (const id of ["a", "b"]) await connect(id, "e");
    await publish({ text: "It " }, { offset: 3, text: "is " }, { offset: 6, text: "here." });
    expect(ports.sockets.posts).toHaveLength(2);
    expect(ports.sockets.delivered.a).toMatchObject([{ offset: 0, text: "It is here." }]);
  });

  it("wait for the one before them that is late", async () => {
    const { publish, connect, textsTo } = createStreamWorld();
    await connect("a", "e");
    await publish({ offset: 3, text: "is here.", state: "ended" });
    expect(textsTo("a")).toEqual([]);
    await publish({ text: "It " });
    expect(textsTo("a")).toEqual([[0, "It is here.", "ended"]]);
  });

  it("that come again are not pushed again", async () => {
    const { publish, connect, ports } = createStreamWorld();
    await connect("a", "e");
    for (let times = 0; times < 3; times++) await publish({ text: "It " }, { offset: 3, text: "is" });
    expect(ports.sockets.posts).toHaveLength(1);
  });

  it("that come while others are pushed go together once these are through", async () => {
    const world = createStreamWorld();
    const { connect, piece, ports, textsTo } = world;
    await connect("a", "e");
    const late = ["b", "c", "d"];
    let offset = 1;
    const post: typeof ports.sockets.post = async (...args) => {
      for (const text of late.splice(0)) {
        await keepStream(piece({ offset, text }), ports);
        // Somebody else, who finds the stream taken.
        expect(await pushStream(piece({ offset, text }), ports)).toBe("done");
        offset += 1;
      }
      return world.ports.sockets.post(...args);
    };
    await keepStream(piece({ text: "a" }), ports);
    expect(await pushStream(piece({ text: "a" }), { ...ports, sockets: { post } })).toBe("done");
    expect(textsTo("a")).toEqual([
      [0, "a", "open"],
      [1, "bcd", "open"],
    ]);
  });

  it("that come after the last look are pushed by who gave the stream back", async () => {
    const { connect, piece, ports, textsTo } = createStreamWorld();
    await connect("a", "e");
    await keepStream(piece({ text: "a" }), ports);
    let isLate = true;
    const release: typeof ports.streams.release = async (...args) => {
      if (isLate) {
        isLate = false;
        await keepStream(piece({ offset: 1, text: "b" }), ports);
        await pushStream(piece({ offset: 1, text: "b" }), ports);
      }
      return ports.streams.release(...args);
    };
    await pushStream(piece({ text: "a" }), { ...ports, streams: { ...ports.streams, release } });
    expect(textsTo("a")).toEqual([
      [0, "a", "open"],
      [1, "b", "open"],
    ]);
  });

  it("are handed on when their turn is over, and go on where it was", async () => {
    const { connect, piece, ports, publish, textsTo } = createStreamWorld();
    await connect("a", "e");
    const long = "x".repeat(16 * 1024);
    for (const offset of [0, 1, 2]) await keepStream(piece({ offset: offset * long.length, text: long }), ports);
    expect(await pushStream(piece({}), { ...ports, hasTime: () => false })).toBe("unfinished");
    expect(textsTo("a")).toHaveLength(1);
    expect(await publish({ offset: 3 * long.length, state: "ended" })).toBe("done");
    expect(textsTo("a").map(([offset]) => offset)).toEqual([0, 1, 2].map((index) => index * long.length));
  });

  it("are pushed by somebody else after the one who died in the middle of it", async () => {
    const { connect, piece, ports, publish, textsTo, advanceTo } = createStreamWorld();
    await connect("a", "e");
    await ports.streams.claim({ entityId: "e", streamId: "s" }, NOW_MS + 60_000);
    await publish({ text: "a" });
    expect(textsTo("a")).toEqual([]);
    advanceTo(NOW_MS + 60_001);
    await keepStream(piece({ offset: 1, text: "b" }), ports);
    await pushStream(piece({}), ports);
    expect(textsTo("a")).toEqual([[0, "ab", "open"]]);
  });

  it("are pushed again when the index could not be read", async () => {
    const { connect, piece, ports, publish, textsTo } = createStreamWorld();
    await connect("a", "e");
    await keepStream(piece({ text: "a" }), ports);
    const pageOf = () => Promise.reject(new Error("index"));
    await expect(pushStream(piece({}), { ...ports, subscribers: { pageOf } })).rejects.toThrow("index");
    await publish({ text: "a" });
    expect(textsTo("a")).toEqual([[0, "a", "open"]]);
  });
});

describe("a post of a piece that fails", () => {
  const failing = Array.from({ length: 10 }, () => "failed" as const);

  it("is not tried again: its reader sees the hole and asks", async () => {
    const { publish, connect, ports, textsTo } = createStreamWorld({ scripts: { a: failing } });
    for (const id of ["a", "b"]) await connect(id, "e");
    await publish({ text: "a" });
    expect(ports.deliveries.queue).toEqual([]);
    expect(textsTo("b")).toHaveLength(1);
  });

  it("is tried again when it is the last one, after which nothing would show a hole", async () => {
    const { publish, connect, drain, closed } = createStreamWorld({ scripts: { a: failing } });
    await connect("a", "e");
    await publish({ text: "a", state: "ended" });
    expect(await drain()).toEqual(RETRY_DELAYS_SECONDS);
    expect(closed).toEqual([["a", "too_slow"]]);
  });
});

describe("a stream with many subscribers", () => {
  it("goes through the queue of deliveries, and reaches all shards", async () => {
    const { publish, connect, drain, ports, textsTo } = createStreamWorld({ shards: 3, pageSize: 40 });
    const ids = Array.from({ length: 250 }, (_, index) => `c${index}`);
    for (const id of ids) await connect(id, "e");
    await publish({ text: "a" });
    expect(ports.sockets.posts).toEqual([]);
    await drain();
    for (const id of ids) expect(textsTo(id)).toEqual([[0, "a", "open"]]);
  });

  it("does not close who misses a piece there", async () => {
    const failing = { c0: ["failed", "failed"] } as const;
    const { publish, connect, drain, closed } = createStreamWorld({ scripts: failing });
    for (let index = 0; index < 150; index++) await connect(`c${index}`, "e");
    await publish({ text: "a" });
    expect(await drain()).toEqual([0, 0]);
    expect(closed).toEqual([]);
  });
});
