import { describe, expect, it } from "vitest";
import { isLive, mayReplace, mayStillBeOpening, newConnection } from "../../../src/core/connections/connection.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const opened = { connectionId: "abc=", connectedAt: NOW_MS };
const identity = (exp: number) => ({ userId: "u", sub: "s", exp });

describe("a new connection", () => {
  it.each([
    ["its token, when that expires first", NOW_SECONDS + 600, NOW_SECONDS + 600 + 600],
    ["API Gateway's 2 hours, when they end first", NOW_SECONDS + 86_400, NOW_SECONDS + 7200 + 600],
  ])("has a ttl, in whole seconds, of 10 minutes after %s", (_, exp, ttl) => {
    expect(newConnection(identity(exp), opened).ttl).toBe(ttl);
    expect(newConnection(identity(exp), { ...opened, connectedAt: NOW_MS + 1 }).ttl).toSatisfy(Number.isInteger);
  });
});

describe("a connection", () => {
  it.each([
    ["before its token expires", { exp: NOW_SECONDS + 1, ttl: NOW_SECONDS + 601 }, true],
    ["when its token expires", { exp: NOW_SECONDS, ttl: NOW_SECONDS + 600 }, false],
    ["past its ttl, which DynamoDB has not acted on yet", { exp: NOW_SECONDS + 1, ttl: NOW_SECONDS }, false],
  ])("%s is live: %#", (_, times, live) => {
    expect(isLive(times, NOW_MS)).toBe(live);
  });

  it.each([
    ["a later one", { iat: 2, exp: 5 }, { iat: 1, exp: 9 }, true],
    ["an earlier one", { iat: 1, exp: 9 }, { iat: 2, exp: 5 }, false],
    ["one of the same second that lasts longer", { iat: 1, exp: 9 }, { iat: 1, exp: 5 }, true],
    ["one of the same second that lasts less long", { iat: 1, exp: 5 }, { iat: 1, exp: 9 }, false],
    ["the same", { iat: 1, exp: 5 }, { iat: 1, exp: 5 }, true],
    ["one without a time, in the place of one that has it", { exp: 9 }, { iat: 1, exp: 5 }, false],
    ["one with a time, in the place of one without", { iat: 1, exp: 5 }, { exp: 9 }, true],
    ["the last of those without a time", { exp: 5 }, { exp: 9 }, true],
  ])("goes on with %s: %#", (_, newer, current, may) => {
    expect(mayReplace(newer, current)).toBe(may);
  });

  it.each([
    ["34.999 seconds", 34_999, true],
    ["35 seconds", 35_000, false],
  ])("may still be opening after %s: %#", (_, ageMs, opening) => {
    expect(mayStillBeOpening({ connectedAt: NOW_MS - ageMs }, NOW_MS)).toBe(opening);
  });
});
