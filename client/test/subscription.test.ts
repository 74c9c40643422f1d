import { describe, expect, it } from "vitest";
import type { EntityUpdate, Gap, Subscription, SubscriptionEvents } from "../src/index.ts";
import { settled } from "./support/fake-clock.ts";
import type { FakeSocket, Message } from "./support/fake-socket.ts";
import { createHarness, type Harness } from "./support/harness.ts";

const update = (id: string, fields: Message = {}) => ({
  type: "Entity Updated",
  id,
  entityId: "order",
  message: `message ${id}`,
  sentAt: "2026-01-31T12:00:00Z",
  ...fields,
});

const actions = ({ sent }: FakeSocket) => sent.map(({ action, entityId }) => `${action} ${entityId}`);

async function confirm(socket: FakeSocket, fields: Message = {}): Promise<void> {
  socket.answer("subscribe", { type: "subscribed", entityId: "order", ...fields });
  await settled();
}

/** Everything that a subscription tells, by name. */
function listen(subscription: Subscription) {
  const told: [name: keyof SubscriptionEvents<unknown>, payload: unknown][] = [];
  for (const name of ["subscribing", "subscribed", "unsubscribed", "message", "gap", "error"] as const)
    subscription.on(name, (payload) => told.push([name, payload]));
  return { told, names: () => told.map(([name]) => name) };
}

/** Cuts the connection and lets the next one open. */
async function reconnect({ socket, clock, accept }: Harness): Promise<FakeSocket> {
  socket().end();
  await clock.advance(20_000);
  return accept();
}

describe("subscribe", () => {
  it("asks the server once connected, and hands updates to the handler", async () => {
    const { client, open } = createHarness();
    const seen: EntityUpdate[] = [];
    const subscription = client.subscribe("order", (received) => seen.push(received));
    expect(subscription.state).toBe("subscribing");
    const socket = await open();
    expect(socket.sent).toEqual([{ action: "subscribe", entityId: "order", requestId: "1" }]);
    await confirm(socket);
    expect(subscription.state).toBe("subscribed");
    socket.receive(update("1"));
    expect(seen).toEqual([update("1")]);
  });

  it("takes updates that come before the answer", async () => {
    const { client, open } = createHarness();
    const seen: string[] = [];
    client.subscribe("order", ({ id }) => seen.push(id));
    (await open()).receive(update("1"));
    expect(seen).toEqual(["1"]);
  });

  it("hands nothing over that is of another entity", async () => {
    const { client, open } = createHarness();
    const seen: string[] = [];
    client.subscribe("order", ({ id }) => seen.push(id));
    (await open()).receive(update("1", { entityId: "invoice" }));
    expect(seen).toEqual([]);
  });

  it("drops repetitions by id, across entities, users and connections", async () => {
    const harness = createHarness();
    const seen: string[] = [];
    harness.client.subscribe("order", ({ id }) => seen.push(id));
    harness.client.onUser(({ id }) => seen.push(id));
    const first = await harness.open();
    first.receive(update("1"));
    first.receive({ type: "User Push Notification", id: "1", message: "again" });
    const second = await reconnect(harness);
    second.receive(update("1"));
    second.receive(update("2"));
    expect(seen).toEqual(["1", "2"]);
  });

  it("does not count an id as seen when nobody saw it", async () => {
    const { client, open } = createHarness();
    const seen: string[] = [];
    const socket = await open();
    socket.receive(update("1"));
    client.subscribe("order", ({ id }) => seen.push(id));
    socket.receive(update("1"));
    expect(seen).toEqual(["1"]);
  });

  it("shares one subscription on the server among all who ask for an entity", async () => {
    const { client, open } = createHarness();
    const seen: string[] = [];
    const one = client.subscribe("order", ({ id }) => seen.push(`one ${id}`));
    const socket = await open();
    await confirm(socket);
    const two = client.subscribe("order", ({ id }) => seen.push(`two ${id}`));
    expect(two.state).toBe("subscribed");
    socket.receive(update("1"));
    one.unsubscribe();
    socket.receive(update("2"));
    expect(seen).toEqual(["one 1", "two 1", "two 2"]);
    expect(actions(socket)).toEqual(["subscribe order"]);
    two.unsubscribe();
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order"]);
  });

  it("tells every subscription that it is subscribed, also one that joins others", async () => {
    const { client, open } = createHarness();
    client.subscribe("order");
    await confirm(await open(), { seq: 7 });
    const { told } = listen(client.subscribe("order"));
    await settled();
    expect(told).toEqual([["subscribed", { seq: 7 }]]);
  });

  it("survives connections", async () => {
    const harness = createHarness();
    const subscription = harness.client.subscribe("order");
    const { told, names } = listen(subscription);
    await confirm(await harness.open());
    harness.socket().end(1001, "Going away");
    expect(subscription.state).toBe("subscribing");
    expect(told.at(-1)).toMatchObject(["subscribing", { code: "connection_lost", message: "Going away" }]);
    await harness.clock.advance(20_000);
    await confirm(await harness.accept());
    expect(names()).toEqual(["subscribed", "subscribing", "gap", "subscribed"]);
  });

  it("survives disconnect() and comes back with connect()", async () => {
    const { client, open } = createHarness();
    const subscription = client.subscribe("order");
    await confirm(await open());
    client.disconnect();
    expect(subscription.state).toBe("subscribing");
    const socket = await open();
    expect(actions(socket)).toEqual(["subscribe order"]);
  });

  it("ends with its signal", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const controller = new AbortController();
    const subscription = client.subscribe("order", undefined, { signal: controller.signal });
    await confirm(socket);
    controller.abort();
    expect(subscription.state).toBe("unsubscribed");
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order"]);
  });

  it("with a signal that has aborted asks the server for nothing", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const subscription = client.subscribe("order", undefined, { signal: AbortSignal.abort() });
    expect(subscription.state).toBe("unsubscribed");
    await expect(subscription.ready()).rejects.toMatchObject({ code: "unsubscribed" });
    expect(socket.sent).toEqual([]);
  });
});

describe("requests for one entity", () => {
  it("go one after the other, since the server runs them side by side", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const first = client.subscribe("order");
    first.unsubscribe();
    client.subscribe("order");
    client.subscribe("order").unsubscribe();
    expect(actions(socket)).toEqual(["subscribe order"]);
    await confirm(socket);
    expect(actions(socket)).toEqual(["subscribe order"]);
  });

  it("end with the wish of the last caller", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    client.subscribe("order").unsubscribe();
    await confirm(socket);
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order"]);
    const again = client.subscribe("order");
    expect(again.state).toBe("subscribing");
    expect(socket.sent).toHaveLength(2);
    socket.answer("unsubscribe", { type: "unsubscribed", entityId: "order" });
    await settled();
    await confirm(socket);
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order", "subscribe order"]);
    expect(again.state).toBe("subscribed");
  });

  it("of different entities do not wait for each other", async () => {
    const { client, open } = createHarness();
    client.subscribe("a");
    client.subscribe("b");
    expect(actions(await open())).toEqual(["subscribe a", "subscribe b"]);
  });

  it("that were under way when the connection broke are sent again", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    await harness.open();
    const socket = await reconnect(harness);
    expect(actions(socket)).toEqual(["subscribe order"]);
  });

  it("are not sent for what nobody wants any more", async () => {
    const harness = createHarness();
    const subscription = harness.client.subscribe("order");
    await confirm(await harness.open());
    harness.socket().end();
    subscription.unsubscribe();
    await harness.clock.advance(20_000);
    expect((await harness.accept()).sent).toEqual([]);
  });

  it("ask for the since of a newcomer though another request is under way", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    client.subscribe("order").unsubscribe();
    const subscription = client.subscribe("order", undefined, { since: 3 });
    await confirm(socket, { seq: 9 });
    expect(subscription.state).toBe("subscribing");
    expect(socket.request("subscribe")).toMatchObject({ since: 3 });
    await confirm(socket, { seq: 9, recovered: true });
    expect(subscription.state).toBe("subscribed");
  });
});

describe("a refused subscribe", () => {
  const refusal = (code: string, fields: Message = {}) => ({ type: "error", code, message: "Sorry", ...fields });

  it("ends the subscription when it is of no use to try again", async () => {
    const { client, open, clock } = createHarness();
    const subscription = client.subscribe("order");
    const { told } = listen(subscription);
    const socket = await open();
    const fields = [{ path: "entityId", message: "too long" }];
    socket.answer("subscribe", refusal("invalid_message", { fields }));
    await clock.advance(60_000);
    expect(told).toMatchObject([["unsubscribed", { code: "invalid_message", message: "Sorry", details: { fields } }]]);
    expect(subscription.state).toBe("unsubscribed");
    expect(socket.sent).toHaveLength(1);
  });

  it("may be followed by another subscribe", async () => {
    const { client, open } = createHarness();
    client.subscribe("order");
    const socket = await open();
    socket.answer("subscribe", refusal("unknown_action"));
    await settled();
    const again = client.subscribe("order");
    await confirm(socket);
    expect(again.state).toBe("subscribed");
  });

  it("is tried again with growing waits, and told each time", async () => {
    const { client, open, clock } = createHarness();
    const { told } = listen(client.subscribe("order"));
    const socket = await open();
    for (const delayMs of [250, 500, 1000]) {
      const before = socket.sent.length;
      socket.answer("subscribe", refusal("too_many_subscriptions"));
      await clock.advance(delayMs - 1);
      expect(socket.sent).toHaveLength(before);
      await clock.advance(1);
      expect(socket.sent).toHaveLength(before + 1);
    }
    expect(told).toMatchObject(Array(3).fill(["error", { code: "too_many_subscriptions", retryable: true }]));
  });

  it("is tried again when the server says so", async () => {
    const { client, open, clock } = createHarness();
    client.subscribe("order");
    const socket = await open();
    socket.answer("subscribe", refusal("too_many_subscriptions", { retryAfterMs: 7000 }));
    await clock.advance(6999);
    expect(socket.sent).toHaveLength(1);
    await clock.advance(1);
    expect(socket.sent).toHaveLength(2);
  });

  it.each([
    ["unsubscribe() was called", (_: Harness, subscription: Subscription) => subscription.unsubscribe()],
    ["the client was disconnected", ({ client }: Harness) => client.disconnect()],
  ])("is not tried again after %s", async (_, stop) => {
    const harness = createHarness();
    const subscription = harness.client.subscribe("order");
    const socket = await harness.open();
    socket.answer("subscribe", refusal("too_many_subscriptions"));
    await settled();
    stop(harness, subscription);
    await harness.clock.advance(60_000);
    expect(actions(socket)).toEqual(["subscribe order"]);
  });

  it("is one without an answer for 30 s", async () => {
    const { client, open, clock } = createHarness();
    const { told } = listen(client.subscribe("order"));
    const socket = await open();
    await clock.advance(30_000 + 250);
    expect(told).toMatchObject([["error", { code: "request_timeout" }]]);
    expect(socket.sent).toHaveLength(2);
  });

  it("is meant by an error of API Gateway, which names no request, if no other is under way", async () => {
    const { client, open, errors } = createHarness();
    const { told } = listen(client.subscribe("order"));
    const socket = await open();
    socket.receive({ message: "Internal server error", connectionId: "c", requestId: "r" });
    await settled();
    expect(told).toMatchObject([["error", { code: "gateway_error", message: "Internal server error" }]]);
    expect(errors).toEqual([]);
  });

  it("cannot be told from another by an error of API Gateway: it is reported, and time tells", async () => {
    const { client, open, errors } = createHarness();
    const a = listen(client.subscribe("a"));
    const b = listen(client.subscribe("b"));
    const socket = await open();
    socket.receive({ message: "Internal server error", connectionId: "c", requestId: "r" });
    await settled();
    expect(errors).toMatchObject([{ code: "gateway_error" }]);
    expect([...a.told, ...b.told]).toEqual([]);
  });

  it("is one with the answer to something else", async () => {
    const { client, open } = createHarness();
    const { told } = listen(client.subscribe("order"));
    const socket = await open();
    socket.answer("subscribe", { type: "unsubscribed", entityId: "order" });
    await settled();
    expect(told).toMatchObject([["unsubscribed", { code: "invalid_frame" }]]);
  });
});

describe("a refused unsubscribe", () => {
  async function leave(harness: Harness) {
    const subscription = harness.client.subscribe("order");
    const socket = await harness.open();
    await confirm(socket);
    subscription.unsubscribe();
    return socket;
  }
  const busy = { message: "Internal server error", connectionId: "c", requestId: "r" };

  it("is tried again after a wait, since pushes that nobody reads cost money", async () => {
    const harness = createHarness();
    const socket = await leave(harness);
    socket.receive(busy);
    await settled();
    expect(socket.sent).toHaveLength(2);
    await harness.clock.advance(250);
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order", "unsubscribe order"]);
  });

  it("is reported when it is of no use to try again", async () => {
    const harness = createHarness();
    const socket = await leave(harness);
    socket.answer("unsubscribe", { type: "error", code: "invalid_message", message: "Sorry" });
    await harness.clock.advance(60_000);
    expect(harness.errors).toMatchObject([{ code: "invalid_message" }]);
    expect(socket.sent).toHaveLength(2);
  });

  it("is of no interest when the connection ends first", async () => {
    const harness = createHarness();
    const socket = await leave(harness);
    socket.end();
    await settled();
    expect(harness.errors).toEqual([]);
  });

  it.each([
    ["while it was under way", true],
    ["while it waited for another try", false],
  ])("is forgotten when somebody subscribed again %s", async (_, isEarly) => {
    const harness = createHarness();
    const socket = await leave(harness);
    const again = isEarly ? harness.client.subscribe("order") : undefined;
    socket.receive(busy);
    await settled();
    const { state } = again ?? harness.client.subscribe("order");
    expect(state).toBe("subscribing");
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order", "subscribe order"]);
  });
});

describe("resume", () => {
  it("asks for what came after the last update of the lost connection", async () => {
    const harness = createHarness();
    const { told } = listen(harness.client.subscribe("order"));
    const first = await harness.open();
    await confirm(first, { seq: 4 });
    first.receive(update("a", { seq: 5 }));
    first.receive(update("b", { seq: 6 }));
    const second = await reconnect(harness);
    expect(second.request("subscribe")).toMatchObject({ since: 6 });
    await confirm(second, { seq: 7, recovered: true });
    second.receive(update("c", { seq: 7 }));
    expect(told.at(-2)).toEqual(["subscribed", { seq: 7, recovered: true }]);
    expect(told.map(([name]) => name)).not.toContain("gap");
    const third = await reconnect(harness);
    expect(third.request("subscribe")).toMatchObject({ since: 7 });
  });

  it("asks again for what overtook a message that never came", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    const first = await harness.open();
    await confirm(first, { seq: 4 });
    first.receive(update("late", { seq: 6 }));
    expect((await reconnect(harness)).request("subscribe")).toMatchObject({ since: 4 });
  });

  it.each([
    ["says that it cannot recover", { seq: 9, recovered: false }, false],
    ["says that it recovers", { seq: 9, recovered: true }, true],
    ["does not say, and something happened", { seq: 9 }, false],
    ["does not say, and nothing happened", { seq: 4 }, true],
    ["does not say, and counts anew", { seq: 1 }, false],
    ["keeps no sequence", {}, false],
  ])("reports a gap or not when the server %s", async (_, answer, recovered) => {
    const harness = createHarness();
    const gaps: Gap[] = [];
    const { told } = listen(harness.client.subscribe("order", undefined, { onGap: (gap) => gaps.push(gap) }));
    await confirm(await harness.open(), { seq: 4 });
    await confirm(await reconnect(harness), answer);
    expect(told.at(-1)).toMatchObject(["subscribed", { recovered }]);
    expect(gaps).toEqual(recovered ? [] : [{ since: 4, ...("seq" in answer ? { seq: answer.seq } : {}) }]);
  });

  it("goes on from the server's place after a gap", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    await confirm(await harness.open(), { seq: 4 });
    await confirm(await reconnect(harness), { seq: 9, recovered: false });
    expect((await reconnect(harness)).request("subscribe")).toMatchObject({ since: 9 });
  });

  it("never sends since to a server that keeps no sequence", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    const first = await harness.open();
    await confirm(first);
    first.receive(update("1"));
    expect((await reconnect(harness)).request("subscribe")).not.toHaveProperty("since");
  });

  it("does not report a gap for a subscription that had not begun", async () => {
    const harness = createHarness();
    const { told } = listen(harness.client.subscribe("order"));
    await harness.open();
    await confirm(await reconnect(harness), { seq: 4 });
    expect(told).toEqual([["subscribed", { seq: 4, recovered: undefined }]]);
  });

  it("begins where the caller says", async () => {
    const { client, open } = createHarness();
    const gaps: Gap[] = [];
    client.subscribe("order", undefined, { since: 2, onGap: (gap) => gaps.push(gap) });
    const socket = await open();
    expect(socket.request("subscribe")).toMatchObject({ since: 2 });
    await confirm(socket, { seq: 9, recovered: false });
    expect(gaps).toEqual([{ since: 2, seq: 9 }]);
  });

  it("reports a gap on an open connection when a message is lost for good", async () => {
    const { client, open } = createHarness();
    const gaps: Gap[] = [];
    client.subscribe("order", undefined, { onGap: (gap) => gaps.push(gap) });
    const socket = await open();
    await confirm(socket, { seq: 0 });
    for (let seq = 2; seq < 300; seq++) socket.receive(update(String(seq), { seq }));
    expect(gaps).toEqual([{ since: 0, seq: 258 }]);
  });
});

describe("subscription.ready()", () => {
  it("resolves once the server has confirmed, and at once afterwards", async () => {
    const { client, open } = createHarness();
    const subscription = client.subscribe("order");
    const ready = subscription.ready();
    await confirm(await open());
    await ready;
    await subscription.ready();
  });

  it.each([
    [
      "the error that ended it",
      (socket: FakeSocket) => socket.answer("subscribe", { type: "error", code: "invalid_message", message: "" }),
      "invalid_message",
    ],
    ["unsubscribed", (_: FakeSocket, subscription: Subscription) => subscription.unsubscribe(), "unsubscribed"],
  ])("rejects with %s", async (_, end, code) => {
    const { client, open } = createHarness();
    const subscription = client.subscribe("order");
    const socket = await open();
    const ready = expect(subscription.ready()).rejects.toMatchObject({ code });
    end(socket, subscription);
    await ready;
    await expect(subscription.ready()).rejects.toMatchObject({ code });
  });

  it("rejects with timeout, and the subscription goes on", async () => {
    const { client, clock } = createHarness();
    const subscription = client.subscribe("order");
    const ready = expect(subscription.ready(1000)).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(1000);
    await ready;
    expect(subscription.state).toBe("subscribing");
  });

  it.each([new Error("enough"), null])("rejects with the reason of a signal: %s", async (reason) => {
    const { client } = createHarness();
    const controller = new AbortController();
    const ready = client.subscribe("order").ready(1000, { signal: controller.signal });
    controller.abort(reason);
    await expect(ready).rejects.toBe(reason);
  });
});

describe("for await", () => {
  it("gives the updates until unsubscribe()", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const subscription = client.subscribe("order");
    const seen: string[] = [];
    const loop = (async () => {
      for await (const { id } of subscription) seen.push(id);
    })();
    for (const id of ["1", "2", "3"]) socket.receive(update(id));
    await settled();
    subscription.unsubscribe();
    await loop;
    expect(seen).toEqual(["1", "2", "3"]);
  });

  it("throws the error that ends the subscription", async () => {
    const { client, open } = createHarness();
    const subscription = client.subscribe("order");
    const next = subscription[Symbol.asyncIterator]().next();
    (await open()).answer("subscribe", { type: "error", code: "unknown_action", message: "" });
    await expect(next).rejects.toMatchObject({ code: "unknown_action" });
  });

  it("ends at once over a subscription that has ended", async () => {
    const subscription = createHarness().client.subscribe("order");
    subscription.unsubscribe();
    for await (const _ of subscription) throw new Error("There is nothing to read");
  });

  it("leaves the subscription alone when the loop is left", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const subscription = client.subscribe("order");
    const iterator = subscription[Symbol.asyncIterator]();
    socket.receive(update("1"));
    await iterator.next();
    await iterator.return?.();
    expect(subscription.state).toBe("subscribing");
  });
});

describe("an update that does not come", () => {
  async function withHole() {
    const harness = createHarness();
    const subscription = harness.client.subscribe("order");
    const heard = listen(subscription);
    const socket = await harness.open();
    await confirm(socket, { seq: 1 });
    socket.receive(update("3", { seq: 3 }));
    return { ...harness, ...heard, socket };
  }
  const asked = ({ sent }: FakeSocket) => sent.map(({ action, since }) => [action, since]);

  it("is asked for again after 5 s, by the last place without a hole", async () => {
    const { clock, socket, names } = await withHole();
    await clock.advance(4_999);
    expect(asked(socket)).toEqual([["subscribe", undefined]]);
    await clock.advance(1);
    expect(asked(socket)).toEqual([
      ["subscribe", undefined],
      ["subscribe", 1],
    ]);
    socket.receive(update("2", { seq: 2 }));
    await confirm(socket, { seq: 3, recovered: true });
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(2);
    expect(names()).toEqual(["subscribed", "message", "message", "subscribed"]);
  });

  it("is no matter when it was only late", async () => {
    const { clock, socket } = await withHole();
    socket.receive(update("2", { seq: 2 }));
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(1);
  });

  it("is told as a gap when the server has it no more", async () => {
    const { clock, socket, told } = await withHole();
    await clock.advance(5_000);
    await confirm(socket, { seq: 3, recovered: false });
    expect(told).toContainEqual(["gap", { since: 1, seq: 3 }]);
  });

  it("is forgotten with the subscription", async () => {
    const { clock, client, socket } = await withHole();
    client.close();
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(1);
  });
});
