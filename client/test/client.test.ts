import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { createClient, type UserNotification } from "../src/index.ts";
import { settled } from "./support/fake-clock.ts";
import { createFakeWebSocket } from "./support/fake-socket.ts";
import { createHarness } from "./support/harness.ts";

const getToken = () => "token";

describe("createClient", () => {
  const { WebSocket } = createFakeWebSocket();

  it.each([
    ["url", { url: "https://example.com", getToken }],
    ["url", { url: "example.com", getToken }],
    ["url", { url: "", getToken }],
    ["auth", { url: "wss://example.com", getToken, auth: JSON.parse('"toString"') }],
    ["getToken", JSON.parse('{"url":"wss://example.com"}')],
  ])("refuses a wrong %s", (name, options) => {
    expect(() => createClient({ WebSocket, ...options })).toThrow(
      expect.objectContaining({ code: "invalid_option", message: `invalid option: ${name}` }),
    );
  });

  it("takes undefined for an option that is not given", async () => {
    const { open } = createHarness({ auth: undefined, heartbeatMs: undefined, retryDelay: undefined });
    expect((await open()).protocols).toEqual(["websocket", "token"]);
  });

  it("takes the platform's WebSocket", () => {
    vi.stubGlobal("WebSocket", WebSocket);
    expect(createClient({ url: "wss://example.com", getToken }).status.state).toBe("disconnected");
    vi.unstubAllGlobals();
  });

  it("says what to do where the platform has no WebSocket", () => {
    vi.stubGlobal("WebSocket", undefined);
    expect(() => createClient({ url: "wss://example.com", getToken })).toThrow(
      expect.objectContaining({ code: "no_web_socket", message: expect.stringContaining("WebSocket") }),
    );
    vi.unstubAllGlobals();
  });

  it.each([
    ["wss://example.com", "offline"],
    ["ws://127.0.0.1:3001/dev", undefined],
    ["ws://localhost:3001/dev", undefined],
    ["ws://[::1]:3001/dev", undefined],
    ["wss://localhost.example.com", "offline"],
  ])("to %s waits for the network only if it needs one", (url, code) => {
    vi.stubGlobal("navigator", { onLine: false });
    const client = createClient({ url, WebSocket, getToken });
    client.connect();
    expect(client.status).toMatchObject(code ? { state: "disconnected", code } : { state: "connecting" });
    client.close();
    vi.unstubAllGlobals();
  });

  it("does nothing before connect()", async () => {
    const { sockets, tokenReasons, clock } = createHarness();
    await settled();
    expect([sockets.length, tokenReasons.length, clock.pending]).toEqual([0, 0, 0]);
  });
});

describe("ready()", () => {
  it("connects, and resolves once connected", async () => {
    const { client, accept } = createHarness();
    const ready = client.ready();
    await accept();
    await ready;
    await client.ready();
  });

  it("does not hurry an attempt that waits", async () => {
    const { client, open, clock, sockets } = createHarness();
    (await open()).end();
    const ready = client.ready();
    await settled();
    expect(sockets).toHaveLength(1);
    await clock.advance(250);
    sockets.at(-1)?.open();
    await ready;
  });

  it("rejects with timeout while the client goes on", async () => {
    const { client, clock } = createHarness();
    const ready = expect(client.ready(100)).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(100);
    await ready;
    expect(client.status.state).toBe("connecting");
  });

  it("rejects with the error after which there is no other attempt", async () => {
    const { client } = createHarness({ getToken: () => "two words" });
    await expect(client.ready()).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("rejects when the client is disconnected meanwhile", async () => {
    const { client } = createHarness();
    const ready = client.ready();
    client.disconnect();
    await expect(ready).rejects.toMatchObject({ code: "client_disconnected" });
  });

  it("rejects with the reason of its signal", async () => {
    await expect(createHarness().client.ready(100, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
  });
});

describe("onUser", () => {
  it("gets what is sent to the user, without a subscription", async () => {
    const { client, open } = createHarness();
    const seen: UserNotification[] = [];
    const off = client.onUser((notification) => seen.push(notification));
    const socket = await open();
    const push = { type: "User Push Notification", id: "1", message: { report: 42 }, callback: "https://example.com" };
    socket.receive(push);
    off();
    socket.receive({ ...push, id: "2" });
    expect(seen).toEqual([push]);
  });
});

describe("a handler that fails", () => {
  it("is reported, and disturbs nothing", async () => {
    const { client, open, errors } = createHarness();
    const seen: string[] = [];
    client.onUser(() => {
      throw new Error("mine");
    });
    client.subscribe("order", async ({ id }) => {
      seen.push(id);
      throw new Error("mine too");
    });
    const socket = await open();
    socket.receive({ type: "User Push Notification", id: "1", message: "" });
    socket.receive({ type: "Entity Updated", id: "2", entityId: "order", message: "" });
    await settled();
    expect(seen).toEqual(["2"]);
    expect(errors).toMatchObject([
      { code: "handler_failed", message: "mine" },
      { code: "handler_failed", message: "mine too" },
    ]);
    expect(client.status.state).toBe("connected");
  });

  it.each([
    ["nobody listens for errors", false],
    ["it is the handler of errors", true],
  ])("goes to the console when %s", async (_, hasHandler) => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const { WebSocket, sockets } = createFakeWebSocket();
    const client = createClient({ url: "wss://example.com", WebSocket, getToken });
    if (hasHandler)
      client.on("error", () => {
        throw new Error("mine");
      });
    client.connect();
    await settled();
    sockets[0]?.open();
    sockets[0]?.receive("no JSON");
    client.close();
    expect(complaint).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining(hasHandler ? { code: "handler_failed", message: "mine" } : { code: "invalid_frame" }),
    );
  });
});

describe("close()", () => {
  it.each([
    ["", false],
    [" by the signal", true],
  ])("ends everything for good%s", async (_, bySignal) => {
    const controller = new AbortController();
    const harness = createHarness({ signal: controller.signal });
    const { client, open, clock, sockets } = harness;
    const subscription = client.subscribe("order");
    const next = subscription[Symbol.asyncIterator]().next();
    const socket = await open();
    if (bySignal) controller.abort();
    else client.close();
    expect(client.status).toMatchObject({ code: "client_disconnected", willReconnect: false });
    expect(subscription.state).toBe("unsubscribed");
    expect(await next).toEqual({ value: undefined, done: true });
    expect(socket.closedWith).toBe(1000);
    expect(clock.pending).toBe(0);
    client.connect();
    await settled();
    expect(sockets).toHaveLength(1);
    await expect(client.ready()).rejects.toMatchObject({ code: "client_disconnected" });
  });

  it("may be called by a handler of what it ends", async () => {
    const { client, open, clock, statuses } = createHarness();
    client.on("state", ({ state }) => state === "connected" && client.close());
    await open();
    expect(client.status.state).toBe("disconnected");
    expect(clock.pending).toBe(0);
    expect(statuses.length).toBeGreaterThan(0);
  });
});

describe("types", () => {
  interface Order {
    readonly status: string;
  }
  interface Pushes {
    entities: { [id: `order:${string}`]: Order; news: string };
    user: { readonly text: string };
  }

  it("follow the entity id", () => {
    const { WebSocket } = createFakeWebSocket();
    const client = createClient<Pushes>({ url: "wss://example.com", WebSocket, getToken });
    client.subscribe("order:42", ({ message }) => expectTypeOf(message).toEqualTypeOf<Order>());
    client.subscribe("news", ({ message }) => expectTypeOf(message).toEqualTypeOf<string>());
    // @ts-expect-error: there is no such entity.
    client.subscribe("invoice:42");
    client.onUser(({ message }) => expectTypeOf(message).toEqualTypeOf<{ readonly text: string }>());
  });

  it("are unknown where nothing is said", () => {
    const { client } = createHarness();
    client.subscribe("anything", ({ message }) => expectTypeOf(message).toBeUnknown());
  });
});
