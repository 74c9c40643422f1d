import { describe, expect, it } from "vitest";
import type { EntityUpdate, Subscription } from "../../src/index.ts";
import { settled } from "../support/fake-clock.ts";
import type { FakeSocket } from "../support/fake-socket.ts";
import { createHarness } from "../support/harness.ts";
import { actions, confirm, listen, reconnect, update } from "../support/order.ts";

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

  it("drops repetitions by id, across connections, and of the user's messages apart from an entity's", async () => {
    const harness = createHarness();
    const seen: string[] = [];
    harness.client.subscribe("order", ({ id }) => seen.push(id));
    harness.client.onUser(({ id }) => seen.push(id));
    const first = await harness.open();
    first.receive(update("1"));
    first.receive({ type: "User Push Notification", id: "1", message: "to the user" });
    const second = await reconnect(harness);
    second.receive(update("1"));
    second.receive({ type: "User Push Notification", id: "1", message: "to the user" });
    second.receive(update("2"));
    expect(seen).toEqual(["1", "1", "2"]);
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
