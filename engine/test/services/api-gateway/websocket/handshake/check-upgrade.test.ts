import { describe, expect, it } from "vitest";
import { webSocketRow } from "../../../../../src/services/api-gateway/gateway-responses.ts";
import { checkUpgrade } from "../../../../../src/services/api-gateway/websocket/handshake.ts";
import type { HttpRequest } from "../../../../../src/wire/http.ts";

const valid: HttpRequest = {
  method: "GET",
  rawPath: "/dev",
  rawQuery: "",
  host: "h",
  headers: {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  },
  rawHeaders: [],
  remoteAddress: "127.0.0.1",
  body: Buffer.alloc(0),
};

const withHeader = (name: string, value: string | undefined) => ({ headers: { ...valid.headers, [name]: value } });

describe("a WebSocket handshake", () => {
  it.each([
    ["as RFC 6455 has it", {}],
    ["with Upgrade in capitals", withHeader("upgrade", "WebSocket")],
    ["with a URL of 4096 characters", { rawPath: "/dev", rawQuery: "q".repeat(4096 - 5) }],
  ])("passes %s", (_, change) => {
    expect(checkUpgrade({ ...valid, ...change })).toBeUndefined();
  });

  it.each([
    ["another method", { method: "POST" }, 400],
    ["another protocol", withHeader("upgrade", "h2c"), 400],
    ["no key", withHeader("sec-websocket-key", undefined), 400],
    ["a short key", withHeader("sec-websocket-key", "abc="), 400],
    ["version 8", withHeader("sec-websocket-version", "8"), 400],
    ["no version", withHeader("sec-websocket-version", undefined), 400],
    ["a URL of 4097 characters", { rawPath: "/dev", rawQuery: "q".repeat(4096 - 4) }, 414],
  ])("is refused with %s", (_, change, status) => {
    const response = checkUpgrade({ ...valid, ...change });
    expect(response && webSocketRow(response).status).toBe(status);
  });

  it("is told the version that is spoken here", () => {
    const refused = checkUpgrade({ ...valid, ...withHeader("sec-websocket-version", "8") });
    expect(refused?.headers).toEqual({ "Sec-WebSocket-Version": "13" });
  });
});
