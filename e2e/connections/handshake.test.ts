import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handshake, openSocket, rawExchange } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign, unsignedToken } from "../support/tokens.ts";

let system: System;
let token: string;
let secret: Uint8Array;

beforeAll(async () => {
  system = await startSystem();
  [token, secret] = await Promise.all([createTestJwt(system), readSigningSecret(system)]);
});
afterAll(() => system[Symbol.asyncDispose]());

const withQuery = (value: string) => `${system.url}?access_token=${encodeURIComponent(value)}`;

describe("the handshake without a right token", () => {
  const past = () => Math.floor(Date.now() / 1000) - 3600;

  it("answers 401 to the subprotocol alone", async () => {
    expect(await handshake(system.url, { "Sec-WebSocket-Protocol": "websocket" })).toMatchObject({ status: 401 });
  });

  it("answers 401 to no header and no query at all, and does not invoke anything twice", async () => {
    const refused = await handshake(system.url);
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body)).toEqual({ message: "Unauthorized" });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["expired", () => sign(secret, { iat: past(), exp: past() + 60 })],
    ["forged with another secret", () => sign(new TextEncoder().encode("x".repeat(64)))],
    ["of alg none", () => unsignedToken()],
    ["truncated", () => token.slice(0, -10)],
    ["without its signature", () => token.split(".").slice(0, 2).join(".")],
    ["empty", () => ""],
    ["not a token", () => "hello"],
  ])("answers 401 to a token %s, in the query and beside the subprotocol", async (_what, make) => {
    const bad = await make();
    expect((await handshake(withQuery(bad))).status).toBe(401);
    expect((await handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${bad}` })).status).toBe(401);
  });

  it("answers 401 to a token that is given twice", async () => {
    expect((await handshake(`${withQuery(token)}&access_token=${token}`)).status).toBe(401);
    expect((await handshake(withQuery(token), { "Sec-WebSocket-Protocol": `websocket, ${token}` })).status).toBe(401);
  });

  it("says the cause in the log and never the token", async () => {
    const forged = await sign(new TextEncoder().encode("y".repeat(64)), { sub: "canary-of-the-log" });
    const entry = system.waitFor(({ service, type }) => service === "execute-api" && type === "refuse");
    await handshake(withQuery(forged));
    await entry;
    for (const part of forged.split(".").slice(1)) expect(system.log()).not.toContain(part);
  });
});

describe("the handshake with a token", () => {
  it("answers 101 to the query alone, without a subprotocol", async () => {
    const accepted = await handshake(withQuery(token));
    expect(accepted.status).toBe(101);
    expect(accepted.headers).not.toHaveProperty("sec-websocket-protocol");
    expect(accepted.headers).not.toHaveProperty("sec-websocket-extensions");
  });

  it("answers 101 to the subprotocol pair and echoes websocket, nothing else", async () => {
    const accepted = await handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` });
    expect(accepted.status).toBe(101);
    expect(accepted.headers["sec-websocket-protocol"]).toBe("websocket");
  });

  it("computes the accept key of RFC 6455, section 1.3, byte for byte", async () => {
    const head = await rawExchange(
      Number(new URL(system.endpoint).port),
      `GET /dev?access_token=${token} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(head).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  it("is the same through the ws package", async () => {
    using socket = await openSocket(system.url, ["websocket", token]);
    expect(socket.socket.protocol).toBe("websocket");
    await expect(openSocket(system.url, ["websocket"])).rejects.toThrow("401");
  });
});
