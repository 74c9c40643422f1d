import { describe, expect, it } from "vitest";
import { createClock } from "../../../../../src/kernel/clock.ts";
import { frame } from "../harness/frames.ts";
import { type Client, type Gateway, ok, refusalOf, STAGE, startGateway, webSocketApi } from "../harness/gateway.ts";
import { handshake, rawConnect, rawWebSocket } from "../harness/raw.ts";

const MINUTE_MS = 60_000;
const KB = 1024;
/** A close frame with a code alone, as the server sends it. */
const CLOSE_FRAME = new RegExp(String.fromCharCode(0x88, 2));

function start(clock = undefined as Gateway["clock"] | undefined): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({
      routes: {
        $connect: { function: "connect" },
        $disconnect: { function: "disconnect" },
        $default: { function: "message", twoWay: true },
      },
    }),
    functions: { connect: ok, disconnect: ok, message: ({ body }) => ({ statusCode: 200, body }) },
    settings: { verifySignatures: false },
    ...(clock && { clock }),
  });
}

const causeOf = async (gateway: Gateway) => {
  const [{ requestContext }] = await gateway.called("disconnect");
  return { code: requestContext.disconnectStatusCode, reason: requestContext.disconnectReason };
};

const sendFragments = (client: Client, parts: readonly Buffer[], binary = false) => {
  for (const [index, part] of parts.entries()) client.socket.send(part, { binary, fin: index === parts.length - 1 });
};

describe("an idle connection", () => {
  it("is closed with 1001 after 10 minutes and not before", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await gateway.clock.advance(10 * MINUTE_MS - 1);
    expect(await client.ask("x")).toBe("x");
    await gateway.clock.advance(10 * MINUTE_MS - 1);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await gateway.clock.advance(1);
    expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
    expect(await causeOf(gateway)).toEqual({ code: 1001, reason: "Going away" });
  });

  it("is kept by pushes from the server", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    const id = gateway.events("connect")[0].requestContext.connectionId;
    for (let pushes = 0; pushes < 12; pushes += 1) {
      await gateway.clock.advance(9.5 * MINUTE_MS);
      expect(
        (await fetch(`${gateway.endpoint}/${STAGE}/@connections/${id}`, { method: "POST", body: "x" })).status,
      ).toBe(200);
    }
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it("is not kept by pings, which are answered", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await gateway.clock.advance(9 * MINUTE_MS);
    const pong = new Promise<Buffer>((resolve) => client.socket.once("pong", resolve));
    client.socket.ping("hello");
    expect(String(await pong)).toBe("hello");
    await gateway.clock.advance(MINUTE_MS);
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(gateway.events("message")).toEqual([]);
  });
});

describe("a busy connection", () => {
  it("is closed with 1001 after 2 hours", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    for (let minutes = 0; minutes < 115; minutes += 5) {
      await gateway.clock.advance(5 * MINUTE_MS);
      await client.ask("x");
    }
    await gateway.clock.advance(5 * MINUTE_MS - 1);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await gateway.clock.advance(1);
    expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
    expect(await causeOf(gateway)).toEqual({ code: 1001, reason: "Going away" });
  });
});

describe("$disconnect", () => {
  it.each([
    [1000, "", "Connection Closed Normally"],
    [1000, "done", "done"],
    [1001, "", ""],
    [4001, "mine", "mine"],
  ])("is told the client's own code %i and reason %j", async (code, reason, told) => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.close(code, reason);
    expect(await causeOf(gateway)).toEqual({ code, reason: told });
  });

  it("is told 1005 for a close frame without a code", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.close();
    expect(await causeOf(gateway)).toEqual({ code: 1005, reason: "Client-side close frame status not set" });
  });

  it("is told 1006 when TCP ends without a close frame", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.socket.terminate();
    expect(await causeOf(gateway)).toEqual({ code: 1006, reason: "" });
  });

  it("is told 1006 when the client resets TCP", async () => {
    await using gateway = await start();
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    client.socket.resetAndDestroy();
    expect(await causeOf(gateway)).toEqual({ code: 1006, reason: "" });
  });

  it("runs once, however many sides close", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    const id = gateway.events("connect")[0].requestContext.connectionId;
    const deleted = fetch(`${gateway.endpoint}/${STAGE}/@connections/${id}`, { method: "DELETE" });
    client.socket.close(4000);
    await Promise.all([deleted, client.closed, gateway.called("disconnect")]);
    await gateway.connect();
    expect(gateway.events("disconnect")).toHaveLength(1);
  });

  it("does not matter to anybody when it fails, but is recorded", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: { $disconnect: { function: "disconnect" } } }),
      functions: { disconnect: () => Promise.reject(new Error("boom")) },
    });
    const client = await gateway.connect();
    expect(await client.close(1000)).toEqual({ code: 1000, reason: "" });
    await gateway.journal.waitFor({ type: "error", data: { routeKey: "$disconnect", failure: "fault" } });
  });

  it("is recorded with who closed", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.close(1000);
    const { data } = await gateway.journal.waitFor({ type: "disconnect" });
    expect(data).toMatchObject({ code: 1000, by: "client", stage: STAGE, connectionId: expect.any(String) });
  });
});

describe("a message that is too large", () => {
  it("is taken at 32 KB in one frame", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    const text = "x".repeat(32 * KB);
    expect(await client.ask(text)).toBe(text);
  });

  it("closes with 1009 above 32 KB in one frame", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.send("x".repeat(32 * KB + 1));
    expect(await client.closed).toMatchObject({ code: 1009 });
    expect(await causeOf(gateway)).toMatchObject({ code: 1009 });
    expect(gateway.events("message")).toEqual([]);
  });

  it("closes with 1009 as soon as the frame's header tells its length", async () => {
    await using gateway = await start();
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    client.write(frame("text", Buffer.alloc(40 * KB)).subarray(0, 8));
    await client.until(CLOSE_FRAME);
    client.socket.end();
    expect(await causeOf(gateway)).toMatchObject({ code: 1009 });
    client.socket.destroy();
  });

  it("still lets those pass that came before it in one packet", async () => {
    await using gateway = await start();
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    client.write(Buffer.concat([frame("text", "one"), frame("text", "two"), frame("text", Buffer.alloc(33 * KB))]));
    await client.until(CLOSE_FRAME);
    client.socket.end();
    await gateway.called("disconnect");
    expect(gateway.events("message").map(({ body }) => body)).toEqual(["one", "two"]);
    client.socket.destroy();
  });

  it("is taken at 128 KB in frames of 32 KB, as one event", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    sendFragments(
      client,
      Array.from({ length: 4 }, () => Buffer.alloc(32 * KB, "x")),
    );
    expect(await client.next()).toHaveLength(128 * KB);
    expect(gateway.events("message")).toHaveLength(1);
  });

  it("closes with 1009 above 128 KB", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    sendFragments(client, [...Array.from({ length: 4 }, () => Buffer.alloc(32 * KB, "x")), Buffer.from("x")]);
    expect(await client.closed).toMatchObject({ code: 1009 });
    expect(await causeOf(gateway)).toMatchObject({ code: 1009 });
  });

  it("is measured in bytes", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.send("é".repeat(16 * KB + 1));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });
});

describe("a binary message", () => {
  it("closes with 1003", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.closed).toMatchObject({ code: 1003 });
    expect(await causeOf(gateway)).toMatchObject({ code: 1003 });
    expect(gateway.events("message")).toEqual([]);
  });
});

describe("a client that does not answer a close frame", () => {
  it("is cut off after 4 seconds", async () => {
    await using gateway = await start();
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    await gateway.clock.advance(10 * MINUTE_MS);
    expect(gateway.events("disconnect")).toEqual([]);
    await gateway.clock.advance(4_000);
    expect(await causeOf(gateway)).toEqual({ code: 1001, reason: "Going away" });
    await client.ended;
  });
});

describe("stopping", () => {
  it("closes every client with 1001, runs $disconnect for each, and refuses new ones", async () => {
    const gateway = await start(createClock());
    const clients = [await gateway.connect(), await gateway.connect()];
    await gateway.service[Symbol.asyncDispose]();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([
      { code: 1001, reason: "Going away" },
      { code: 1001, reason: "Going away" },
    ]);
    expect(gateway.events("disconnect")).toHaveLength(2);
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 503 });
    await gateway[Symbol.asyncDispose]();
  });

  it("does not wait for clients that do not answer", async () => {
    const gateway = await start(createClock());
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    await gateway[Symbol.asyncDispose]();
    await client.ended;
    expect(gateway.events("disconnect")).toHaveLength(1);
  });

  it("refuses handshakes that are still held, and leaves no socket", async () => {
    const gateway = await startGateway({
      resources: webSocketApi({ routes: { $connect: { function: "connect" } } }),
      functions: { connect: () => new Promise(() => undefined) },
      clock: createClock(),
    });
    const client = await rawConnect(gateway.port);
    client.write(handshake(`/${STAGE}`));
    await gateway.called("connect");
    await gateway[Symbol.asyncDispose]();
    expect((await client.ended).toString()).toMatch(/^HTTP\/1\.1 503 /);
  });

  it("waits for a $disconnect that is still running", async () => {
    let finished = false;
    const gateway = await startGateway({
      resources: webSocketApi({ routes: { $disconnect: { function: "disconnect" } } }),
      functions: {
        disconnect: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          finished = true;
          return { statusCode: 200 };
        },
      },
      clock: createClock(),
    });
    await gateway.connect();
    await gateway[Symbol.asyncDispose]();
    expect(finished).toBe(true);
  });
});
