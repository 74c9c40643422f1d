import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import {
  type Event,
  type Gateway,
  ok,
  policy,
  startGateway,
  webSocketApi,
} from "../services/api-gateway/websocket/harness/gateway.ts";
import { startAdmin } from "./admin-server.ts";

const JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl";
const NEVER_EXISTED = "BFaT_fALIAMCKug=";

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape.
type Json = any;

interface Looking extends AsyncDisposable {
  readonly gateway: Gateway;
  ask(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Json }>;
  /** The connections that are open, oldest first. */
  open(): Promise<Json[]>;
}

async function look(settings = {}, authorizer: (event: Event) => unknown = allow): Promise<Looking> {
  const gateway = await startGateway({
    resources: webSocketApi({
      authorizer: { IdentitySource: ["route.request.querystring.token"] },
      routes: {
        $connect: { function: "connect" },
        $disconnect: { function: "disconnect" },
        $default: { function: "ok" },
        ask: { function: "ask", twoWay: true },
      },
    }),
    functions: {
      authorizer,
      connect: ({ headers: { "Sec-WebSocket-Protocol": offered } }) => ({
        statusCode: 200,
        ...(offered && { headers: { "Sec-WebSocket-Protocol": offered.split(",")[0] } }),
      }),
      disconnect: ok,
      ok,
      ask: ({ body }) => ({ statusCode: 200, body: `answer to ${JSON.parse(body).n}` }),
    },
    settings,
    clock: createClock(),
  });
  const { connections } = gateway.service;
  const server = await startAdmin(gateway.context.clock as never, gateway.journal, { connections });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_portcullis/`;
  const ask: Looking["ask"] = async (method, path, body) => {
    const response = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: await response.json() };
  };
  return {
    gateway,
    ask,
    open: async () => (await ask("GET", "connections")).body.connections,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      server.close();
    },
  };
}

const allow = ({ methodArn }: Event) => policy("Allow", methodArn, { context: { tenant: "t1", apiToken: "abc" } });

const PATH = "/dev?token=s3cr3t&room=1";
const headers = { cookie: "sid=abc", "user-agent": "tests/1", authorization: `Bearer ${JWT}` };

let looking: Looking;
const start = async (...options: Parameters<typeof look>) => {
  looking = await look(...options);
  return looking;
};
beforeEach(() => start());
afterEach(() => looking[Symbol.asyncDispose]());

/** Starts anew, with other options. */
async function anew(...options: Parameters<typeof look>): Promise<Looking> {
  await looking[Symbol.asyncDispose]();
  return start(...options);
}

describe("GET connections", () => {
  it("tells who is there, and what has gone in and out", async () => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH, { headers });
    await client.ask({ action: "ask", n: 1 });
    client.send({ action: "é" });
    await gateway.called("ok");
    expect(await open()).toEqual([
      {
        connectionId: expect.stringMatching(/=$/),
        apiId: expect.any(String),
        api: "Api",
        stage: "dev",
        user: "user-1",
        state: "open",
        connectedAt: expect.any(Number),
        lastActiveAt: expect.any(Number),
        framesIn: 2,
        bytesIn: 22 + 15,
        framesOut: 1,
        bytesOut: 11,
        lastRoute: "$default",
      },
    ]);
    const { body } = await ask("GET", "connections");
    expect(body).toMatchObject({ ended: [], lastSeq: gateway.journal.lastSeq });
  });

  it("tells of those that have ended or were refused for a while", async () => {
    const { gateway, ask } = await anew({}, ({ queryStringParameters: { token }, methodArn }) =>
      policy(token === "bad" ? "Deny" : "Allow", methodArn),
    );
    const client = await gateway.connect(PATH);
    await client.close(4001, "enough");
    await gateway.journal.waitFor({ type: "disconnect" });
    await expect(gateway.connect("/dev?token=bad")).rejects.toThrow("403");
    expect((await ask("GET", "connections")).body.ended).toMatchObject([
      { state: "closed", close: { code: 4001, reason: "enough", by: "client" }, endedAt: expect.any(Number) },
      { state: "refused", refused: { status: 403, reason: expect.stringMatching(/./) } },
    ]);
  });

  it("hides a user's name that is a token", async () => {
    const { gateway, open } = await anew({}, ({ methodArn }) => ({
      ...policy("Allow", methodArn),
      principalId: JWT.repeat(4),
    }));
    await gateway.connect(PATH);
    expect(await open()).toMatchObject([{ user: `[masked, ${4 * JWT.length} characters]` }]);
  });

  it("tells of the thousand that ended last", async () => {
    const { gateway, ask } = await anew({}, () => policy("Deny", "*"));
    for (let round = 0; round < 21; round++)
      await Promise.allSettled(Array.from({ length: 50 }, () => gateway.connect(PATH)));
    expect((await ask("GET", "connections")).body.ended).toHaveLength(1_000);
  });
});

describe("GET connections/{id}", () => {
  it("tells all of a connection, with tokens and secrets masked", async () => {
    const { gateway, open, ask } = looking;
    await gateway.connect(PATH, { headers, protocols: ["chat.v1", JWT] });
    const [{ connectionId }] = await open();
    const { status, body } = await ask("GET", `connections/${encodeURIComponent(connectionId)}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: "open",
      payloads: true,
      requestId: gateway.journal.entries({ type: "connect" })[0]?.data.requestId,
      identity: { sourceIp: "127.0.0.1", userAgent: "tests/1" },
      authorizer: { principalId: "user-1", tenant: "t1", apiToken: "[masked, 3 characters]" },
      query: { token: ["[masked, 6 characters]"], room: ["1"] },
      frames: [],
    });
    expect(body.headers).toMatchObject({
      cookie: ["sid=[masked, 3 characters]"],
      authorization: [`Bearer [masked, ${JWT.length} characters]`],
      "Sec-WebSocket-Protocol": [`chat.v1, [masked, ${JWT.length} characters]`],
    });
    expect(JSON.stringify(body)).not.toMatch(/s3cr3t|eyJhbG/);
  });

  it("has the frames of both directions with their routes and requests", async () => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    const path = `connections/${encodeURIComponent(connectionId)}`;
    await client.ask({ action: "ask", n: 1, token: "abc" });
    client.socket.send(Buffer.from([1, 2, 3]));
    await client.closed;
    await gateway.journal.waitFor({ type: "disconnect" });
    const [message] = gateway.journal.entries({ type: "message" });
    const { requestId } = message?.data ?? {};
    const { body } = await ask("GET", path);
    expect(body).toMatchObject({ state: "closed", close: { code: 1003, by: "gateway" }, firstFrame: 1 });
    expect(body.frames).toMatchObject([
      { seq: 1, direction: "in", source: "client", type: "text", bytes: 36, routeKey: "ask", requestId },
      { seq: 2, direction: "out", source: "answer", type: "text", text: "answer to 1", routeKey: "ask", requestId },
      { seq: 3, direction: "in", source: "client", type: "binary", bytes: 3, base64: "AQID" },
    ]);
    expect(body.frames[0].text).toBe('{"action":"ask","n":1,"token":"[masked, 3 characters]"}');
    expect((await ask("GET", `${path}?after=2`)).body.frames).toMatchObject([{ seq: 3 }]);
    expect(await ask("GET", `${path}?after=x`)).toMatchObject({ status: 400 });
  });

  it("says where the beginning of a long message stands for the whole", async () => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    const path = `connections/${encodeURIComponent(connectionId)}`;
    await ask("POST", `${path}/messages`, { text: "é".repeat(40_000) });
    await client.next();
    const [frame] = (await ask("GET", path)).body.frames;
    expect(frame).toMatchObject({ bytes: 80_000, isCut: true });
    expect(frame.text).toHaveLength(32 * 1024);
  });

  it("keeps sizes and times alone where payloads are not to be kept", async () => {
    const { gateway, open, ask } = await anew({ payloads: false });
    const client = await gateway.connect(PATH, { headers });
    await client.ask({ action: "ask", n: 1 });
    const [{ connectionId }] = await open();
    const { body } = await ask("GET", `connections/${encodeURIComponent(connectionId)}`);
    expect(body).toMatchObject({ payloads: false, user: "user-1", framesIn: 1 });
    expect(body).not.toHaveProperty("headers");
    expect(body).not.toHaveProperty("query");
    expect(body).not.toHaveProperty("authorizer");
    expect(body.frames).toMatchObject([{ bytes: 22 }, { bytes: 11 }]);
    expect(body.frames[0]).not.toHaveProperty("text");
  });

  it("answers 404 for one that nothing is known of", async () => {
    expect(await looking.ask("GET", `connections/${NEVER_EXISTED}`)).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining(NEVER_EXISTED) },
    });
  });
});

describe("POST connections/{id}/messages", () => {
  it.each([
    [{ text: "grün" }, "grün"],
    [{ base64: Buffer.from("grün").toString("base64") }, "grün"],
    [{ text: "" }, ""],
  ])("sends %j as @connections does", async (message, text) => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    const path = `connections/${encodeURIComponent(connectionId)}`;
    expect(await ask("POST", `${path}/messages`, message)).toEqual({ status: 200, body: {} });
    expect(await client.next()).toBe(text);
    expect(gateway.journal.entries({ type: "post" })).toMatchObject([{ data: { bytes: Buffer.byteLength(text) } }]);
    expect((await ask("GET", path)).body.frames).toMatchObject([{ direction: "out", source: "@connections", text }]);
  });

  it.each([
    [NEVER_EXISTED, { text: "x" }, 410, "GoneException"],
    ["nonsense", { text: "x" }, 400, "Invalid connectionId: nonsense"],
    ["open", { text: "x".repeat(128 * 1024 + 1) }, 413, "Message too long"],
    ["open", {}, 400, '"text" or as "base64"'],
    ["open", { text: "x", base64: "eA==" }, 400, '"text" or as "base64"'],
    ["open", { text: 1 }, 400, "must be texts"],
    ["open", { base64: "%%" }, 400, "base64 holds"],
    ["open", { data: "x" }, 400, "no data"],
  ])("to %s answers as the API does, or says what is wrong", async (id, message, status, text) => {
    const { gateway, open, ask } = looking;
    await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    const answer = await ask(
      "POST",
      `connections/${encodeURIComponent(id === "open" ? connectionId : id)}/messages`,
      message,
    );
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(JSON.stringify(text).slice(1, -1));
  });

  it("answers 410 for one that has closed", async () => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    await client.close();
    await gateway.journal.waitFor({ type: "disconnect" });
    const path = `connections/${encodeURIComponent(connectionId)}`;
    for (const [method, action] of [
      ["POST", `${path}/messages`],
      ["DELETE", path],
      ["POST", `${path}/drop`],
    ] as const)
      expect(await ask(method, action, method === "POST" ? { text: "x" } : undefined)).toMatchObject({ status: 410 });
  });
});

describe("DELETE connections/{id}", () => {
  it.each([
    ["", 1000, "Connection Closed Normally"],
    ["?code=4000&reason=maintenance%20now", 4000, "maintenance now"],
    ["?code=1012", 1012, ""],
    ["?reason=only", 1000, "only"],
  ])("with %s closes so, and $disconnect is told", async (query, code, reason) => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    expect(await ask("DELETE", `connections/${encodeURIComponent(connectionId)}${query}`)).toEqual({
      status: 200,
      body: {},
    });
    expect(await client.closed).toEqual({ code, reason });
    const [event] = await gateway.called("disconnect");
    expect(event.requestContext).toMatchObject({ disconnectStatusCode: code, disconnectReason: reason });
  });

  it.each(["0", "999", "1004", "1005", "1006", "1010", "1015", "2999", "5000", "x", "-1", "1e3"])(
    "refuses the code %s, which no server sends",
    async (code) => {
      const { gateway, open, ask } = looking;
      await gateway.connect(PATH);
      const [{ connectionId }] = await open();
      const path = `connections/${encodeURIComponent(connectionId)}`;
      expect(await ask("DELETE", `${path}?code=${code}`)).toMatchObject({ status: 400 });
      expect(await open()).toMatchObject([{ state: "open" }]);
    },
  );

  it("refuses a reason above 123 bytes", async () => {
    const { gateway, open, ask } = looking;
    await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    const path = `connections/${encodeURIComponent(connectionId)}?code=4000&reason=`;
    expect(await ask("DELETE", path + "é".repeat(62))).toMatchObject({ status: 400, body: { message: /123/ } });
    expect(await ask("DELETE", path + "é".repeat(61))).toMatchObject({ status: 200 });
  });
});

describe("POST connections/{id}/drop", () => {
  it("ends the TCP connection without a close frame, and $disconnect is told 1006", async () => {
    const { gateway, open, ask } = looking;
    const client = await gateway.connect(PATH);
    const [{ connectionId }] = await open();
    expect(await ask("POST", `connections/${encodeURIComponent(connectionId)}/drop`)).toEqual({
      status: 200,
      body: {},
    });
    expect(await client.closed).toEqual({ code: 1006, reason: "" });
    const [event] = await gateway.called("disconnect");
    expect(event.requestContext).toMatchObject({ disconnectStatusCode: 1006 });
  });
});
