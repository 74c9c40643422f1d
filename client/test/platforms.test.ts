import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import type * as sdk from "../src/index.ts";
import { createFakeClock, settled } from "./support/fake-clock.ts";
import { createFakeWebSocket } from "./support/fake-socket.ts";

/** React Native's URL, as it was until 0.79: it parses nothing, and says so only when it is asked. */
class UrlOfReactNative {
  readonly href: string;

  constructor(href: string) {
    this.href = href;
  }

  get hostname(): string {
    throw new Error("URL.hostname is not implemented");
  }

  get searchParams() {
    return {
      set() {
        throw new Error("URLSearchParams.set is not implemented");
      },
    };
  }

  toString() {
    return this.href;
  }
}

/** Signals of React Native, and of Safari before 15.4 in that they have no reason. */
class SignalWithoutReason {
  aborted = false;
  readonly #tasks = new Set<() => void>();

  addEventListener(_type: "abort", task: () => void) {
    this.#tasks.add(task);
  }

  removeEventListener(_type: "abort", task: () => void) {
    this.#tasks.delete(task);
  }

  abort() {
    if (this.aborted) return;
    this.aborted = true;
    for (const task of this.#tasks) task();
  }
}

class ControllerWithoutReason {
  readonly signal = new SignalWithoutReason();

  abort() {
    this.signal.abort();
  }
}

/** Additions to JavaScript that the oldest platforms lack: Safari 15.0, Chrome 100, Hermes. */
const YOUNGER = [
  [Object, "hasOwn"],
  [Object, "groupBy"],
  [Array.prototype, "at"],
  [Array.prototype, "findLast"],
  [Array.prototype, "toSorted"],
  [String.prototype, "at"],
  [Promise, "withResolvers"],
] as const;

let code: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "sdk",
    // What a syntax of then would be: Safari 15 has class fields, and no static blocks.
    target: ["safari15", "chrome100"],
    write: false,
  });
  code = outputFiles[0]?.text ?? "";
});

/** Loads the client where there is little more than the language. */
function load(WebSocket: unknown): typeof sdk {
  const context = vm.createContext({
    WebSocket,
    URL: UrlOfReactNative,
    AbortController: ControllerWithoutReason,
    setTimeout,
    clearTimeout,
    queueMicrotask,
    console,
  });
  for (const [owner, name] of YOUNGER) {
    const path = owner === Object || owner === Promise ? owner.name : `${(owner as object).constructor.name}.prototype`;
    vm.runInContext(`delete ${path}.${name}`, context);
  }
  return vm.runInContext(`${code}; sdk`, context);
}

describe("a platform that has little", () => {
  it.each(["subprotocol", "query"] as const)("connects, subscribes and asks, with the token in %s", async (auth) => {
    const { WebSocket, sockets } = createFakeWebSocket();
    const { createClient } = load(WebSocket);
    const clock = createFakeClock();
    const client = createClient({ url: "wss://example.com/dev?a=b", getToken: () => "token", auth, clock });
    const messages: unknown[] = [];
    client.subscribe("order", ({ message }) => messages.push(message));
    const ready = client.ready();
    await settled();
    const [socket] = sockets;
    if (!socket) throw new Error("No socket was opened");
    expect(socket.url).toBe(
      auth === "query" ? "wss://example.com/dev?a=b&access_token=token" : "wss://example.com/dev?a=b",
    );
    socket.open();
    await ready;
    socket.answer("subscribe", { type: "subscribed", entityId: "order", seq: 0 });
    socket.receive({ type: "Entity Updated", id: "1", entityId: "order", seq: 1, message: "hello" });
    const asked = client.request("ask", {});
    socket.answer("ask", { type: "answer" });
    expect(await asked).toMatchObject({ type: "answer" });
    expect(messages).toEqual(["hello"]);
    client.close();
  });

  it("tells a wait that was aborted from one that succeeded, where signals have no reason", async () => {
    const { WebSocket } = createFakeWebSocket();
    const { createClient } = load(WebSocket);
    const client = createClient({ url: "wss://example.com/dev", getToken: () => "token", clock: createFakeClock() });
    const controller = new ControllerWithoutReason();
    const ready = client.ready(1_000, { signal: controller.signal as unknown as AbortSignal });
    controller.abort();
    await expect(ready).rejects.toMatchObject({ code: "aborted" });
    client.close();
  });
});

describe("sockets of some platforms", () => {
  /** Starts a client, and gives its first socket. */
  async function connecting() {
    const { WebSocket, sockets } = createFakeWebSocket();
    const { createClient } = load(WebSocket);
    const clock = createFakeClock();
    const reasons: string[] = [];
    const client = createClient({
      url: "wss://example.com/dev",
      getToken: ({ reason }) => `${reasons.push(reason)}`,
      clock,
      random: () => 0.5,
    });
    client.connect();
    await settled();
    const [socket] = sockets;
    if (!socket) throw new Error("No socket was opened");
    return { client, clock, sockets, socket, reasons };
  }

  it("Node 22 tells of no close after a refused handshake: a second later it counts as one, and a fresh token is asked for", async () => {
    const { client, clock, socket, sockets, reasons } = await connecting();
    socket.failWithoutClosing("Received network error or non-101 status code.");
    await clock.advance(1_000);
    expect(client.status).toMatchObject({ code: "handshake_failed", willReconnect: true });
    await clock.advance(20_000);
    expect(sockets.length).toBeGreaterThan(1);
    expect(reasons.slice(0, 2)).toEqual(["connect", "expired"]);
    client.close();
  });

  it.each([
    ["Deno closes with 0", 0],
    ["partysocket closes with 1000", 1000],
  ])("%s after a refused handshake, which is a refusal all the same", async (_, closeCode) => {
    const { client, socket } = await connecting();
    socket.fail("refused");
    socket.end(closeCode);
    expect(client.status).toMatchObject({ code: "handshake_failed", willReconnect: true });
    client.close();
  });
});
