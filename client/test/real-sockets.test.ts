import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type Client, type ClientOptions, createClient, type Status } from "../src/index.ts";
import { startServer } from "./support/server.ts";

/** Waits are short here, but nothing waits for a time: every step waits for what it needs. */
async function connectTo(url: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = createClient({ url, WebSocket, getToken: () => "a.b.c", retryDelay: () => 10, ...options });
  onTestFinished(() => client.close());
  await client.ready(5000);
  return client;
}

const reaches = (client: Client, state: Status["state"]) =>
  new Promise<Status>((resolve) => client.on("state", (status) => status.state === state && resolve(status)));

async function serve() {
  const server = await startServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

describe("over real sockets", () => {
  it.each(["subprotocol", "query", "ticket"] as const)("connects with the token in the %s", async (auth) => {
    const server = await serve();
    await connectTo(server.url, { auth });
    expect(server.tokens).toEqual(["a.b.c"]);
  });

  it("subscribes, receives, drops repetitions, and unsubscribes", async () => {
    const server = await serve();
    const client = await connectTo(server.url);
    const seen: unknown[] = [];
    const subscription = client.subscribe("order", ({ message }) => seen.push(message));
    await subscription.ready();
    const updates = subscription[Symbol.asyncIterator]();
    server.publish("order", "one");
    server.repeat();
    server.publish("order", "two");
    expect(await updates.next()).toMatchObject({ value: { seq: 1, message: "one" } });
    expect(await updates.next()).toMatchObject({ value: { seq: 2, message: "two" } });
    expect(seen).toEqual(["one", "two"]);
    subscription.unsubscribe();
    expect(await server.nextRequest("unsubscribe")).toMatchObject({ entityId: "order" });
  });

  it("receives what is sent to the user", async () => {
    const server = await serve();
    const client = await connectTo(server.url);
    const pushed = new Promise((resolve) => client.onUser(({ message }) => resolve(message)));
    server.notify("Your report is ready");
    expect(await pushed).toBe("Your report is ready");
  });

  it("misses nothing across cut connections", async () => {
    const server = await serve();
    const client = await connectTo(server.url);
    const seen: unknown[] = [];
    let gaps = 0;
    const subscription = client.subscribe("order", ({ message }) => seen.push(message), { onGap: () => void gaps++ });
    await subscription.ready();
    for (let round = 0; round < 5; round++) {
      server.publish("order", `before ${round}`);
      const lost = reaches(client, "disconnected");
      server.cut();
      server.publish("order", `during ${round}`);
      await lost;
      const recovered = new Promise((resolve) => subscription.on("subscribed", (info) => resolve(info.recovered)));
      expect(await recovered).toBe(true);
    }
    const updates = subscription[Symbol.asyncIterator]();
    server.publish("order", "last");
    for await (const { message } of { [Symbol.asyncIterator]: () => updates }) if (message === "last") break;
    const rounds = [0, 1, 2, 3, 4].flatMap((round) => [`before ${round}`, `during ${round}`]);
    expect([...seen].sort()).toEqual([...rounds, "last"].sort());
    expect(gaps).toBe(0);
  });

  it("asks for another token when the server refuses one", async () => {
    const server = await serve();
    await connectTo(server.url, { getToken: ({ reason }) => (reason === "expired" ? "good" : "bad") });
    expect(server.tokens).toEqual(["bad", "good"]);
  });

  it("tells why a handshake failed where the platform tells", async () => {
    const server = await serve();
    const client = createClient({ url: server.url, WebSocket, getToken: () => "bad", retryDelay: () => 60_000 });
    onTestFinished(() => client.close());
    const disconnected = reaches(client, "disconnected");
    client.connect();
    expect(await disconnected).toMatchObject({
      code: "handshake_failed",
      reason: "Unexpected server response: 401",
      willReconnect: true,
    });
  });

  it("refreshes its token on the open connection", async () => {
    const server = await serve();
    await connectTo(server.url, {
      getToken: ({ reason }) => ({ token: reason, expiresAt: Date.now() + (reason === "connect" ? 100 : 600_000) }),
    });
    expect(await server.nextRequest("authenticate")).toMatchObject({ token: "refresh" });
    expect(server.tokens).toContain("refresh");
    expect(server.connections).toBe(1);
  });

  it("pings, and understands the pong", async () => {
    const server = await serve();
    const client = await connectTo(server.url, { heartbeatMs: 20 });
    const errors: unknown[] = [];
    client.on("error", (error) => errors.push(error));
    await server.nextRequest("ping");
    await client.subscribe("after the pong").ready();
    expect(errors).toEqual([]);
    expect(client.status.state).toBe("connected");
  });

  it("comes back when the server does", async () => {
    const first = await serve();
    const client = await connectTo(first.url);
    const lost = reaches(client, "disconnected");
    await first.stop();
    await lost;
    const back = reaches(client, "connected");
    const second = await startServer(Number(new URL(first.url).port));
    onTestFinished(() => second[Symbol.asyncDispose]());
    await back;
  });

  it("obeys a server that sends it away for good", async () => {
    const server = await serve();
    const client = await connectTo(server.url);
    const disconnected = reaches(client, "disconnected");
    server.send({ type: "disconnect", code: "kicked", reason: "Signed in elsewhere", reconnect: false });
    expect(await disconnected).toMatchObject({ reason: "Signed in elsewhere", willReconnect: false });
  });

  it("can be closed while it connects", async () => {
    const server = await serve();
    const client = createClient({ url: server.url, WebSocket, getToken: () => "a.b.c" });
    const connecting = reaches(client, "connecting");
    client.connect();
    await connecting;
    client.close();
    expect(client.status.state).toBe("disconnected");
  });
});
