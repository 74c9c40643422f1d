import { describe, expect, it } from "vitest";
import { createClient } from "../../src/index.ts";
import { followStreams, type Stream } from "../../src/streams/index.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness } from "../support/harness.ts";
import { confirm, reconnect } from "../support/order.ts";

const piece = (offset: number, text: string, fields: object = {}) => ({
  type: "Entity Stream",
  id: `s@${offset}`,
  entityId: "order",
  streamId: "s",
  offset,
  text,
  state: "open",
  sentAt: "2026-01-31T12:00:00Z",
  ...fields,
});

function follow() {
  const harness = createHarness();
  const heard: Stream[] = [];
  const { client, clock } = harness;
  const subscription = followStreams(client, "order", (stream) => heard.push(stream), { clock });
  const asked = () =>
    harness.sockets.flatMap(({ sent }) => sent.flatMap(({ streams }) => (streams === undefined ? [] : [streams])));
  /** Connects, and lets the server confirm the subscription and tell which streams there are. */
  async function begin() {
    const socket = await harness.open();
    await confirm(socket, { seq: 0 });
    await confirm(socket, { seq: 0 });
    return socket;
  }
  return { ...harness, harness, heard, subscription, asked, begin };
}

describe("followStreams", () => {
  it("asks for what there is once it is subscribed, and hears what grows, of its entity alone", async () => {
    const { begin, heard, asked, clock } = follow();
    const socket = await begin();
    expect(asked()).toEqual([[]]);
    socket.receive(piece(0, "It is "));
    socket.receive(piece(0, "another", { entityId: "invoice" }));
    socket.receive(piece(6, "here.", { state: "ended" }));
    expect(heard.map(({ text, state }) => [text, state])).toEqual([
      ["It is ", "open"],
      ["It is here.", "ended"],
    ]);
    await clock.advance(60_000);
    expect(asked()).toHaveLength(1);
  });

  it("asks for the rest after a loss of the connection", async () => {
    const { begin, heard, asked, harness } = follow();
    (await begin()).receive(piece(0, "It "));
    const next = await reconnect(harness);
    await confirm(next, { seq: 0 });
    expect(asked().at(-1)).toEqual([{ streamId: "s", offset: 3 }]);
    next.receive(piece(3, "is here.", { state: "ended" }));
    expect(heard.at(-1)).toMatchObject({ text: "It is here.", state: "ended" });
    const last = await reconnect(harness);
    await confirm(last, { seq: 0 });
    expect(asked().at(-1)).toEqual([{ streamId: "s", offset: 11, done: true }]);
  });

  it("asks for what is missing after 5 s, also when only the end is, and later each time", async () => {
    const { begin, asked, clock } = follow();
    const socket = await begin();
    socket.receive(piece(0, "It "));
    socket.receive(piece(9, "here."));
    await clock.advance(5_000);
    expect(asked()).toEqual([[], [{ streamId: "s", offset: 3 }]]);
    await clock.advance(9_999);
    expect(asked()).toHaveLength(2);
    await clock.advance(1);
    expect(asked()).toHaveLength(3);
    socket.receive(piece(3, "is not "));
    await clock.advance(5_000);
    expect(asked().at(-1)).toEqual([{ streamId: "s", offset: 14 }]);
  });

  it("asks again when the server could not answer", async () => {
    const { open, asked, clock } = follow();
    const socket = await open();
    await confirm(socket, { seq: 0 });
    socket.answer("subscribe", { type: "error", code: "rate_limited", message: "later", retryAfterMs: 1000 });
    await clock.advance(5_000);
    expect(asked()).toEqual([[], []]);
    await confirm(socket, { seq: 0 });
    await clock.advance(60_000);
    expect(asked()).toHaveLength(2);
  });

  it("ends with its subscription: it hears nothing more and asks nothing", async () => {
    const { begin, heard, asked, clock, subscription } = follow();
    const socket = await begin();
    socket.receive(piece(0, "It "));
    subscription.unsubscribe();
    await settled();
    socket.receive(piece(3, "is"));
    await clock.advance(600_000);
    expect(heard).toHaveLength(1);
    expect(asked()).toHaveLength(1);
  });

  it("ends when it is refused, with the subscription's error", async () => {
    const { open, subscription, clock, asked, errors } = follow();
    const socket = await open();
    socket.answer("subscribe", { type: "error", code: "not_authorized", message: "no" });
    await clock.advance(60_000);
    expect(subscription.state).toBe("unsubscribed");
    expect([asked(), errors]).toEqual([[], []]);
  });

  it.each([
    ["no streamId", { streamId: undefined }],
    ["an offset that is no number", { offset: "0" }],
    ["a text that is none", { text: 1 }],
    ["an unknown state", { state: "paused" }],
  ])("passes over a piece with %s", async (_, fields) => {
    const { begin, heard } = follow();
    (await begin()).receive(piece(0, "a", fields));
    expect(heard).toEqual([]);
  });

  it("takes a client of any protocol", () => {
    interface Shop {
      entities: { [id: `order:${string}`]: string };
      user: string;
      actions: { ask: { payload: object; answer: { type: "answer" } } };
    }
    const client = createClient<Shop>({
      url: "wss://example.com",
      getToken: () => "token",
      WebSocket: class {} as never,
    });
    const subscription = followStreams<{ author: string }>(client, "order:1", ({ data }) => data?.author);
    subscription.unsubscribe();
    expect(subscription.state).toBe("unsubscribed");
  });
});
