import { describe, expect, it } from "vitest";
import { createClient } from "../../src/index.ts";
import { followState } from "../../src/state/index.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness } from "../support/harness.ts";
import { confirm, reconnect } from "../support/order.ts";

const message = (since: number, revision: number, changes: readonly object[], fields: object = {}) => ({
  type: "Entity State",
  id: `state@${revision}`,
  entityId: "order",
  since,
  revision,
  changes,
  sentAt: "2026-01-31T12:00:00Z",
  ...fields,
});
const change = (key: string, revision: number, value: unknown, fields: object = {}) => ({
  key,
  revision,
  value,
  ...fields,
});

function follow() {
  const harness = createHarness();
  const heard: object[] = [];
  const { client, clock } = harness;
  const subscription = followState(client, "order", (values) => heard.push(Object.fromEntries(values)), { clock });
  const asked = () =>
    harness.sockets.flatMap(({ sent }) => sent.flatMap(({ state }) => (state === undefined ? [] : [state])));
  /** Connects, and lets the server confirm the subscription and send the state. */
  async function begin() {
    const socket = await harness.open();
    await confirm(socket, { seq: 0 });
    socket.receive(message(0, 5, [change("status", 5, "paid")], { keys: [{ key: "status", revision: 5 }] }));
    await confirm(socket, { seq: 0 });
    return socket;
  }
  return { ...harness, harness, heard, subscription, asked, begin };
}

describe("followState", () => {
  it("asks for the state once it is subscribed, tells it whole, and then its changes, of its entity alone", async () => {
    const { begin, heard, asked } = follow();
    const socket = await begin();
    expect([asked(), heard]).toEqual([[true], [{ status: "paid" }]]);
    socket.receive(message(5, 6, [change("place", 6, "depot")]));
    socket.receive(message(6, 7, [change("status", 7, "other")], { entityId: "invoice" }));
    socket.receive(message(6, 7, [{ key: "status", revision: 7, deleted: true }]));
    expect(heard.slice(1)).toEqual([{ status: "paid", place: "depot" }, { place: "depot" }]);
  });

  it("tells an entity without a state that it is empty, and nothing before it knows", async () => {
    const { open, heard } = follow();
    const socket = await open();
    await confirm(socket, { seq: 0 });
    socket.receive(message(6, 7, [change("status", 7, "pushed")]));
    expect(heard).toEqual([]);
    socket.receive(message(0, 6, [], { keys: [] }));
    expect(heard).toEqual([{ status: "pushed" }]);
  });

  it("asks once more after 5 s, since what is changed in between may not be pushed, and then no more", async () => {
    const { begin, asked, clock } = follow();
    const socket = await begin();
    await clock.advance(5_000);
    expect(asked()).toEqual([true, { since: 5 }]);
    await confirm(socket, { seq: 0 });
    await clock.advance(3_600_000);
    expect(asked()).toHaveLength(2);
  });

  it("asks for what has changed after a loss of the connection, and tells nothing twice", async () => {
    const { begin, heard, asked, harness } = follow();
    await begin();
    const next = await reconnect(harness);
    await confirm(next, { seq: 0 });
    expect(asked().at(-1)).toEqual({ since: 5 });
    next.receive(message(5, 5, []));
    next.receive(message(0, 5, [change("status", 5, "paid")]));
    expect(heard).toEqual([{ status: "paid" }]);
  });

  it("asks for what is missing after 5 s, also while other changes come, but not when it comes late", async () => {
    const { begin, asked, clock } = follow();
    const socket = await begin();
    await clock.advance(5_000);
    await confirm(socket, { seq: 0 });
    socket.receive(message(6, 7, [change("a", 7, 1)]));
    await clock.advance(3_000);
    socket.receive(message(7, 8, [change("a", 8, 2)]));
    await clock.advance(2_000);
    expect(asked().slice(2)).toEqual([{ since: 5 }]);
    socket.receive(message(5, 8, [change("b", 6, 3), change("a", 8, 2)]));
    await confirm(socket, { seq: 0 });
    socket.receive(message(9, 10, [change("a", 10, 4)]));
    await clock.advance(4_000);
    socket.receive(message(8, 9, [change("b", 9, 5)]));
    await clock.advance(60_000);
    expect(asked()).toHaveLength(3);
  });

  it("tells when a value has ended", async () => {
    const { begin, heard, clock } = follow();
    const socket = await begin();
    const expiresAt = new Date(clock.now() + 30_000).toISOString();
    socket.receive(message(5, 6, [change("cursor", 6, 1, { expiresAt })]));
    await clock.advance(29_000);
    expect(heard.at(-1)).toEqual({ status: "paid", cursor: 1 });
    await clock.advance(1_000);
    expect(heard.at(-1)).toEqual({ status: "paid" });
    socket.receive(message(5, 6, [change("cursor", 6, 1)]));
    expect(heard).toHaveLength(3);
  });

  it("does not take a state for whole whose other parts were lost", async () => {
    const { open, heard, asked, clock } = follow();
    const socket = await open();
    await confirm(socket, { seq: 0 });
    const keys = [
      { key: "lost", revision: 4 },
      { key: "status", revision: 5 },
    ];
    socket.receive(message(0, 5, [change("status", 5, "paid")], { keys }));
    await confirm(socket, { seq: 0 });
    await clock.advance(5_000);
    expect([heard, asked()]).toEqual([[], [true, true]]);
    socket.receive(message(0, 0, [change("lost", 4, "found")]));
    socket.receive(message(0, 5, [change("status", 5, "paid")], { keys }));
    expect(heard).toEqual([{ status: "paid", lost: "found" }]);
  });

  it("ends with its subscription: it hears nothing more, asks nothing, and lets nothing end", async () => {
    const { begin, heard, asked, clock, subscription } = follow();
    const socket = await begin();
    socket.receive(message(5, 6, [change("a", 6, 1, { expiresAt: new Date(clock.now() + 1_000).toISOString() })]));
    subscription.unsubscribe();
    await settled();
    socket.receive(message(6, 7, [change("a", 7, 2)]));
    await clock.advance(600_000);
    expect([heard.length, asked().length]).toEqual([2, 1]);
  });

  it.each([
    ["no revision", { revision: undefined }],
    ["a since that is no number", { since: "0" }],
    ["changes that are none", { changes: {} }],
    ["a change without a key", { changes: [{ revision: 6, value: 1 }] }],
    ["keys that are none", { keys: ["status"] }],
  ])("passes over a message with %s", async (_, fields) => {
    const { begin, heard } = follow();
    (await begin()).receive(message(5, 6, [change("a", 6, 1)], fields));
    expect(heard).toEqual([{ status: "paid" }]);
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
    const subscription = followState<number>(client, "order:1", (values) => values.get("a")?.toFixed());
    subscription.unsubscribe();
    expect(subscription.state).toBe("unsubscribed");
  });
});
