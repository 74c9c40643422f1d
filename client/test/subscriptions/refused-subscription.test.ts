import { describe, expect, it } from "vitest";
import type { Subscription } from "../../src/index.ts";
import { settled } from "../support/fake-clock.ts";
import type { Message } from "../support/fake-socket.ts";
import { createHarness, type Harness } from "../support/harness.ts";
import { actions, confirm, listen } from "../support/order.ts";

describe("a refused subscribe", () => {
  const errorAnswer = (code: string, fields: Message = {}) => ({ type: "error", code, message: "Sorry", ...fields });

  it("ends the subscription when it is of no use to try again", async () => {
    const { client, open, clock } = createHarness();
    const subscription = client.subscribe("order");
    const { told } = listen(subscription);
    const socket = await open();
    const fields = [{ path: "entityId", message: "too long" }];
    socket.answer("subscribe", errorAnswer("invalid_message", { fields }));
    await clock.advance(60_000);
    expect(told).toMatchObject([["unsubscribed", { code: "invalid_message", message: "Sorry", details: { fields } }]]);
    expect(subscription.state).toBe("unsubscribed");
    expect(socket.sent).toHaveLength(1);
  });

  it("may be followed by another subscribe", async () => {
    const { client, open } = createHarness();
    client.subscribe("order");
    const socket = await open();
    socket.answer("subscribe", errorAnswer("unknown_action"));
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
      socket.answer("subscribe", errorAnswer("too_many_subscriptions"));
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
    socket.answer("subscribe", errorAnswer("too_many_subscriptions", { retryAfterMs: 7000 }));
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
    socket.answer("subscribe", errorAnswer("too_many_subscriptions"));
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
