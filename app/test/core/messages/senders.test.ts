import { describe, expect, it } from "vitest";
import type { Connection } from "../../../src/core/connections/connection.ts";
import type { RateCounters } from "../../../src/core/messages/ports.ts";
import type { RateWindow } from "../../../src/core/messages/rates.ts";
import { createSenders } from "../../../src/core/messages/senders.ts";
import { connectionOf, createMetrics, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const LIMITS = { perConnection: 5, perUser: 8, mistakes: 3 };

/** Counts in memory. */
function start(...connections: readonly Connection[]) {
  const state = { nowMs: NOW_MS };
  const counts = new Map<string, number>();
  const closed: string[][] = [];
  const metrics = createMetrics();
  const count = (what: string, { index }: RateWindow, cost = 1) => {
    const key = `${what} ${index}`;
    counts.set(key, (counts.get(key) ?? 0) + cost);
    return counts.get(key) ?? 0;
  };
  const rateCounters: RateCounters = {
    async countMessage(connectionId, window) {
      const connection = connections.find((one) => one.connectionId === connectionId);
      return (
        connection && {
          connection,
          messages: count(connectionId, window),
          work: count(`work ${connectionId}`, window, 0),
        }
      );
    },
    countWork: async (connectionId, window, cost) =>
      count(connectionId, window, 0) + count(`work ${connectionId}`, window, cost),
    countOf: async ({ userId }, window, cost) => count(`user ${userId}`, window, cost),
    countMistake: async (connectionId, window) => count(`mistake ${connectionId}`, window),
  };
  const closing = { ask: async (...request: string[]) => void closed.push(request) };
  const senders = createSenders({ rateCounters, closing, limits: LIMITS, metrics, now: () => state.nowMs });
  return { state, senders, closed, counts, metrics };
}

describe("a message", () => {
  it("is taken as one of its connection", async () => {
    const connection = connectionOf("abc=");
    expect(await start(connection).senders.find("abc=")).toEqual(connection);
  });

  it("of a connection that nobody knows is refused, and the socket is closed", async () => {
    const { senders, closed, metrics } = start();
    expect(await senders.find("abc=")).toEqual({ refused: "connection_unknown" });
    expect(closed).toEqual([["abc=", "connection_unknown"]]);
    expect(metrics.counts).toEqual({ "MessagesRefused connection_unknown": 1 });
  });

  it.each([
    ["expired", { exp: NOW_SECONDS }],
    ["has lived too long", { ttl: NOW_SECONDS }],
  ])("of a connection that %s ends it", async (_, fields) => {
    const { senders, closed } = start(connectionOf("abc=", fields));
    expect(await senders.find("abc=")).toEqual({ refused: "token_expired" });
    expect(closed).toEqual([["abc=", "token_expired"]]);
  });

  it("of a connection that is known by its pings alone is refused, and it is closed", async () => {
    const { senders, closed } = start(connectionOf("abc=", { exp: 0, userId: undefined }));
    expect(await senders.find("abc=")).toEqual({ refused: "connection_unknown" });
    expect(closed).toEqual([["abc=", "connection_unknown"]]);
  });

  it("of a connection that is being closed is refused, and it is closed for the same cause", async () => {
    const { senders, closed } = start(connectionOf("abc=", { exp: 0, closing: "revoked" }));
    expect(await senders.find("abc=")).toEqual({ refused: "connection_unknown" });
    expect(closed).toEqual([["abc=", "revoked"]]);
  });

  it("too many of a connection is refused until the minute is over, and does not count for its user", async () => {
    const { state, senders, counts } = start(connectionOf("abc="));
    state.nowMs += 15_000;
    for (let index = 0; index < LIMITS.perConnection; index++)
      expect(await senders.find("abc=")).not.toHaveProperty("refused");
    expect(await senders.find("abc=")).toEqual({ refused: "rate_limited", retryAfterMs: 45_000 });
    expect([...counts.values()].filter(Boolean)).toEqual([LIMITS.perConnection + 1, LIMITS.perConnection]);
    state.nowMs += 45_000;
    expect(await senders.find("abc=")).not.toHaveProperty("refused");
  });

  it("too many of a user is refused, over all connections of that user and no other's", async () => {
    const own = ["a", "b"].map((connectionId) => connectionOf(connectionId));
    const { senders } = start(...own, connectionOf("c", { userId: "other" }));
    for (let index = 0; index < LIMITS.perUser; index++)
      expect(await senders.find(index % 2 ? "a" : "b")).not.toHaveProperty("refused");
    expect(await senders.find("a")).toMatchObject({ refused: "rate_limited" });
    expect(await senders.find("c")).not.toHaveProperty("refused");
  });
});

describe("a connection that is told to wait and goes on", () => {
  it("is closed at five times its rate, and again while it still does", async () => {
    const { senders, closed } = start(connectionOf("abc="));
    for (let index = 1; index < 5 * LIMITS.perConnection; index++) await senders.find("abc=");
    expect(closed).toEqual([]);
    expect(await senders.find("abc=")).toMatchObject({ refused: "rate_limited" });
    expect(closed).toEqual([["abc=", "too_many_messages"]]);
    for (let index = 0; index < LIMITS.perConnection; index++) await senders.find("abc=");
    expect(closed).toHaveLength(2);
  });

  it("is not closed when it is slow enough in each minute", async () => {
    const { state, senders, closed } = start(connectionOf("abc="));
    for (let minute = 0; minute < 10; minute++, state.nowMs += 60_000)
      for (let index = 1; index < 5 * LIMITS.perConnection; index++) await senders.find("abc=");
    expect(closed).toEqual([]);
  });
});

describe("work beyond a message", () => {
  const connection = connectionOf("abc=");

  it.each([
    ["resent", 100, 20],
    ["resent", 1, 1],
    ["renewed", 1000, 200],
    ["listed", 1000, 1],
    ["listed", 0, 0],
  ] as const)("%s: %i of them cost %i messages", async (work, count, cost) => {
    const { senders, counts } = start(connection);
    await senders.charge(connection, work, count);
    expect([
      counts.get(`work abc= ${NOW_MS / 60_000}`) ?? 0,
      counts.get(`user myuserid ${NOW_MS / 60_000}`) ?? 0,
    ]).toEqual([cost, cost]);
  });

  it("is done once beyond the rate, and nothing more in that minute", async () => {
    const { state, senders, metrics } = start(connection);
    await senders.find("abc=");
    expect(await senders.charge(connection, "resent", 100)).toBeUndefined();
    const refusal = { refused: "rate_limited", retryAfterMs: 60_000 };
    expect(await senders.charge(connection, "resent", 1)).toEqual(refusal);
    expect(await senders.find("abc=")).toEqual(refusal);
    expect(metrics.counts).toEqual({ "MessagesRefused rate_limited": 2 });
    state.nowMs += 60_000;
    expect(await senders.find("abc=")).toEqual(connection);
  });

  it("counts for the user, whichever connection it is done for", async () => {
    const other = connectionOf("other=");
    const { senders } = start(connection, other);
    await senders.charge(connection, "resent", 100);
    expect(await senders.charge(other, "resent", 1)).toMatchObject({ refused: "rate_limited" });
  });

  it("that is asked for by many messages at once is done for the first alone", async () => {
    const { senders } = start(connection);
    await Promise.all(Array.from({ length: LIMITS.perConnection }, () => senders.find("abc=")));
    const refusals = await Promise.all(Array.from({ length: 5 }, () => senders.charge(connection, "resent", 100)));
    expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1);
  });
});

describe("mistakes", () => {
  it("close a connection when there are too many in a minute", async () => {
    const { state, senders, closed, metrics } = start(connectionOf("abc="));
    for (let index = 1; index < LIMITS.mistakes; index++) await senders.noteMistake("abc=", "invalid_json");
    state.nowMs += 60_000;
    await senders.noteMistake("abc=", "invalid_json");
    expect(closed).toEqual([]);
    for (let index = 1; index < LIMITS.mistakes; index++) await senders.noteMistake("abc=", "unknown_action");
    expect(closed).toEqual([["abc=", "too_many_errors"]]);
    expect(metrics.counts).toEqual({ "MessagesRefused invalid_json": 3, "MessagesRefused unknown_action": 2 });
  });
});
