import { describe, expect, it } from "vitest";
import { CARRIERS } from "../../src/tokens/carrier.ts";

const url = "wss://example.com/dev?tenant=a";

describe("auth", () => {
  it.each([
    ["subprotocol", { url: "wss://example.com/dev?tenant=a", protocols: ["websocket", "a.b-c_d"] }],
    ["query", { url: "wss://example.com/dev?tenant=a&access_token=a.b-c_d", protocols: [] }],
    ["ticket", { url: "wss://example.com/dev?tenant=a&access_token=a.b-c_d", protocols: [] }],
  ] as const)("%s carries the token", (auth, handshake) => {
    expect(CARRIERS[auth].handshake(url, "a.b-c_d")).toEqual(handshake);
  });

  it.each(["two words", "a,b", "a=b", "ä", "a/b", "(a)", ""])(
    "subprotocol refuses %j, which no subprotocol can be, without quoting it",
    (token) => {
      const attempt = () => CARRIERS.subprotocol.handshake(url, token);
      expect(attempt).toThrow(expect.objectContaining({ code: "invalid_token", message: "invalid token" }));
    },
  );

  it("query escapes what a URL cannot have", () => {
    expect(CARRIERS.query.handshake(url, "a b&c").url).toBe("wss://example.com/dev?tenant=a&access_token=a%20b%26c");
  });

  it.each([
    ["wss://example.com/dev", "wss://example.com/dev?access_token=new"],
    ["wss://example.com/dev?", "wss://example.com/dev?access_token=new"],
    ["wss://example.com/dev?access_token=old&a=b?c", "wss://example.com/dev?a=b?c&access_token=new"],
    ["wss://example.com/dev?a=b#part", "wss://example.com/dev?a=b&access_token=new"],
  ])("query puts it into %s", (address, expected) => {
    expect(CARRIERS.query.handshake(address, "new").url).toBe(expected);
  });
});
