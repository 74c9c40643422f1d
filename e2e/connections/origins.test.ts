import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handshake, rawExchange } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

let system: System;
let token: string;

beforeAll(async () => {
  const settings = {
    AllowedOrigins: "https://app.example.com",
    AllowedAppOrigins: "capacitor://localhost",
    AllowNoOrigin: "false",
    AllowQueryToken: "false",
  };
  system = await startSystem(
    undefined,
    Object.entries(settings).flatMap(([name, value]) => ["--parameter", `${name}=${value}`]),
  );
  token = await createTestJwt(system);
});
afterAll(() => system[Symbol.asyncDispose]());

const PAGE = { Origin: "https://app.example.com" };
const connect = (headers: Readonly<Record<string, string>>) =>
  handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}`, ...headers });

describe("a handshake where origins are listed", () => {
  it.each([
    ["the page", PAGE, 101],
    ["the page, by a client that writes headers its own way", { oRiGiN: "https://app.example.com" }, 101],
    ["an app", { Origin: "capacitor://localhost" }, 101],
    ["another page", { Origin: "https://app.example.com.evil.io" }, 403],
    ["a sandboxed frame", { Origin: "null" }, 403],
    ["no page", {}, 403],
  ])("of %s", async (_, headers, status) => {
    expect((await connect(headers)).status).toBe(status);
  });

  it("is refused with two of them", async () => {
    const head = await rawExchange(
      Number(new URL(system.endpoint).port),
      "GET /dev HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: websocket, ${token}\r\n` +
        "Origin: https://app.example.com\r\nOrigin: https://evil.example\r\n\r\n",
    );
    expect(head).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it("is told of its origin first: whether the token is good is nothing that another page learns", async () => {
    const answers = await Promise.all(
      [token, "a.b.c"].map((one) =>
        handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${one}`, Origin: "https://evil.example" }),
      ),
    );
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
      Array(2).fill({ status: 403, body: answers[0]?.body }),
    );
  });
});

describe("AllowQueryToken=false", () => {
  it("refuses a token in the query, and takes it beside the subprotocol", async () => {
    expect((await handshake(`${system.url}?access_token=${token}`, PAGE)).status).toBe(401);
    expect((await connect(PAGE)).status).toBe(101);
  });
});
