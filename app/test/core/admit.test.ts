import { describe, expect, it } from "vitest";
import { createAdmission } from "../../src/core/admit.ts";
import type { Connection } from "../../src/core/connection.ts";
import type { RateWindow, Traffic } from "../../src/core/ports.ts";
import { connectionOf, createMetrics, NOW_MS, NOW_SECONDS } from "../support/fakes.ts";

const LIMITS = { perConnection: 5, perUser: 8, mistakes: 3 };

/** Counts in memory. */
function start(...connections: readonly Connection[]) {
  const state = { nowMs: NOW_MS };
  const counts = new Map<string, number>();
  const closed: string[][] = [];
  const metrics = createMetrics();
  const count = (what: string, { index }: RateWindow) => {
    const key = `${what} ${index}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key) ?? 0;
  };
  const traffic: Traffic = {
    async countMessage(connectionId, window) {
      const connection = connections.find((one) => one.connectionId === connectionId);
      return connection && { connection, messages: count(connectionId, window) };
    },
    countMessageOf: async ({ userId }, window) => count(`user ${userId}`, window),
    countMistake: async (connectionId, window) => count(`mistake ${connectionId}`, window),
  };
  const closing = { ask: async (...request: string[]) => void closed.push(request) };
  const admission = createAdmission({ traffic, closing, limits: LIMITS, metrics, now: () => state.nowMs });
  return { state, admission, closed, counts, metrics };
}

describe("a message", () => {
  it("is admitted as one of its connection", async () => {
    const connection = connectionOf("abc=");
    expect(await start(connection).admission.admit("abc=")).toEqual(connection);
  });

  it("of nobody is refused, and nothing is closed", async () => {
    const { admission, closed, metrics } = start();
    expect(await admission.admit("abc=")).toEqual({ refused: "connection_unknown" });
    expect(closed).toEqual([]);
    expect(metrics.counts).toEqual({ "MessagesRefused connection_unknown": 1 });
  });

  it.each([
    ["expired", { exp: NOW_SECONDS }],
    ["has lived too long", { ttl: NOW_SECONDS }],
  ])("of a connection that %s ends it", async (_, fields) => {
    const { admission, closed } = start(connectionOf("abc=", fields));
    expect(await admission.admit("abc=")).toEqual({ refused: "token_expired" });
    expect(closed).toEqual([["abc=", "token_expired"]]);
  });

  it("too many of a connection is refused until the minute is over, and does not count for its user", async () => {
    const { state, admission, counts } = start(connectionOf("abc="));
    state.nowMs += 15_000;
    for (let index = 0; index < LIMITS.perConnection; index++)
      expect(await admission.admit("abc=")).not.toHaveProperty("refused");
    expect(await admission.admit("abc=")).toEqual({ refused: "rate_limited", retryAfterMs: 45_000 });
    expect([...counts.values()]).toEqual([LIMITS.perConnection + 1, LIMITS.perConnection]);
    state.nowMs += 45_000;
    expect(await admission.admit("abc=")).not.toHaveProperty("refused");
  });

  it("too many of a user is refused, over all connections of that user and no other's", async () => {
    const own = ["a", "b"].map((connectionId) => connectionOf(connectionId));
    const { admission } = start(...own, connectionOf("c", { userId: "other" }));
    for (let index = 0; index < LIMITS.perUser; index++)
      expect(await admission.admit(index % 2 ? "a" : "b")).not.toHaveProperty("refused");
    expect(await admission.admit("a")).toMatchObject({ refused: "rate_limited" });
    expect(await admission.admit("c")).not.toHaveProperty("refused");
  });
});

describe("mistakes", () => {
  it("close a connection when there are too many in a minute", async () => {
    const { state, admission, closed, metrics } = start(connectionOf("abc="));
    for (let index = 1; index < LIMITS.mistakes; index++) await admission.noteMistake("abc=", "invalid_json");
    state.nowMs += 60_000;
    await admission.noteMistake("abc=", "invalid_json");
    expect(closed).toEqual([]);
    for (let index = 1; index < LIMITS.mistakes; index++) await admission.noteMistake("abc=", "unknown_action");
    expect(closed).toEqual([["abc=", "too_many_errors"]]);
    expect(metrics.counts).toEqual({ "MessagesRefused invalid_json": 3, "MessagesRefused unknown_action": 2 });
  });
});
