import { describe, expect, it } from "vitest";
import { checkPing, PING_FLOOD } from "../../../src/core/connections/ping.ts";
import { connectionOf, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

async function judge(fields: object, pings = 1) {
  const closed: string[][] = [];
  const closing = { ask: async (...request: string[]) => void closed.push(request) };
  await checkPing({ ...connectionOf("abc=", fields), pings }, { closing, now: () => NOW_MS });
  return closed;
}

describe("a ping", () => {
  it.each([
    ["is one of few", {}, 1, []],
    ["has no pong any more, but is no flood", {}, PING_FLOOD - 1, []],
    ["is part of a flood", {}, PING_FLOOD, [["abc=", "too_many_messages"]]],
    ["comes too late", { exp: NOW_SECONDS }, 1, [["abc=", "token_expired"]]],
    ["comes from one that is to be closed", { exp: 0, closing: "kicked" }, 1, [["abc=", "kicked"]]],
    ["comes from one that nobody knows", { exp: 0, userId: undefined }, 1, [["abc=", "connection_unknown"]]],
    ["comes after the life of its connection", { ttl: NOW_SECONDS }, 1, [["abc=", "token_expired"]]],
  ])("that %s closes what it should", async (_, fields, pings, closed) => {
    expect(await judge(fields, pings)).toEqual(closed);
  });
});
