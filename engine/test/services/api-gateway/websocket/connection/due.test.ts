import { describe, expect, it } from "vitest";
import { tokenExpiryOf } from "../../../../../src/services/api-gateway/websocket/connection/due.ts";
import type { GatewayRequest } from "../../../../../src/services/api-gateway/websocket/event/request.ts";

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

interface Given {
  readonly query?: Record<string, string[]>;
  readonly headers?: Record<string, string[]>;
  readonly authorizer?: Record<string, string>;
}

const request = ({ query, headers = {}, authorizer }: Given) =>
  ({ context: { authorizer }, handshake: { headers, query } }) as unknown as GatewayRequest;

describe("the end of the token that opened a connection", () => {
  it.each<[where: string, Given, expected: number | undefined]>([
    ["the authorizer's context", { authorizer: { exp: "1700000000" } }, 1_700_000_000_000],
    ["the query", { query: { token: [jwt({ exp: 5 })] } }, 5_000],
    ["a header", { headers: { Authorization: [`Bearer ${jwt({ exp: 6 })}`] } }, 6_000],
    ["a subprotocol", { headers: { "Sec-WebSocket-Protocol": [`chat, ${jwt({ exp: 7 })}`] } }, 7_000],
    ["the context rather than the token", { authorizer: { exp: "8" }, query: { token: [jwt({ exp: 9 })] } }, 8_000],
    ["a token without one", { query: { token: [jwt({})] } }, undefined],
    ["no token", { query: { version: ["1.2.3"] } }, undefined],
    ["a claim that is no number", { query: { token: [jwt({ exp: "soon" })] } }, undefined],
    ["nothing", {}, undefined],
  ])("is found in %s", (_, given, expected) => {
    expect(tokenExpiryOf(request(given))).toBe(expected);
  });
});
