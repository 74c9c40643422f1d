import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settled } from "./support/fake-clock.ts";
import { createHarness } from "./support/harness.ts";

/** Returns a signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
    listeners.add(listener);
    if (typeof options === "object") options.signal?.addEventListener("abort", () => listeners.delete(listener));
    add(type, listener, options);
  };
  const remove = signal.removeEventListener.bind(signal);
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1]);
    remove(...args);
  };
  return { controller, signal, count: () => listeners.size };
}

describe("nothing is left behind", () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  beforeEach(() => void process.on("unhandledRejection", note));
  afterEach(async () => {
    await settled();
    process.off("unhandledRejection", note);
    expect(unhandled.splice(0)).toEqual([]);
  });

  it("by a hundred reconnects", async () => {
    const { client, open, accept, socket, clock } = createHarness();
    for (let entity = 0; entity < 10; entity++) client.subscribe(`entity ${entity}`);
    await open();
    const before = clock.pending;
    for (let round = 0; round < 100; round++) {
      socket().end();
      await clock.advance(20_000);
      await accept();
    }
    expect(clock.pending).toBe(before);
    expect(socket().sent).toHaveLength(10);
  });

  it("by sockets that were given up", async () => {
    const { open, socket, client, sockets } = createHarness();
    await open();
    client.disconnect();
    await open();
    const [first] = sockets;
    expect(first).toMatchObject({ onopen: null, onmessage: null, onclose: null });
    // A late error of the package `ws` needs a handler, and nothing more.
    first?.fail("WebSocket was closed before the connection was established");
    expect(client.status.state).toBe("connected");
    expect(sockets).toHaveLength(2);
    expect(socket()).not.toBe(first);
  });

  it("on the client's own signal, of which Node would warn from eleven listeners on", async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on("warning", warn);
    const { client } = createHarness();
    for (let count = 0; count < 20; count++) client.onUser(() => {});
    const subscription = client.subscribe("order");
    for (let count = 0; count < 20; count++) subscription.on("error", () => {});
    // Warnings are told in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warn);
    client.close();
    expect(warnings).toEqual([]);
  });

  it("on a signal that outlives what it was given to", async () => {
    const { client, open } = createHarness();
    const { signal, count } = countedSignal();
    const socket = await open();
    for (let round = 0; round < 50; round++) {
      const subscription = client.subscribe("order", () => {}, { signal });
      subscription.on("message", () => {}, { signal });
      const offs = [client.onUser(() => {}, { signal }), client.on("state", () => {}, { signal })];
      const ready = subscription.ready(1000, { signal });
      socket.answer("subscribe", { type: "subscribed", entityId: "order" });
      await ready;
      await client.ready(1000, { signal });
      for (const off of offs) off();
      subscription.unsubscribe();
      socket.answer("unsubscribe", { type: "unsubscribed", entityId: "order" });
      await settled();
    }
    expect(count()).toBe(0);
  });

  it("on the signal of a client that was closed", () => {
    const { signal, count } = countedSignal();
    const { client } = createHarness({ signal });
    expect(count()).toBe(1);
    client.close();
    expect(count()).toBe(0);
  });

  it("by promises that nobody waits for", async () => {
    const { client, open, clock } = createHarness({ getToken: () => Promise.reject(new Error("503")) });
    client.subscribe("order");
    client.connect();
    await clock.advance(60_000);
    client.close();
    const other = createHarness();
    other.client.subscribe("order");
    const socket = await other.open();
    socket.end();
    await other.clock.advance(60_000);
    other.client.close();
    await expect(open()).rejects.toThrow("No socket was opened");
  });
});
