import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/engine/journal/journal.ts";
import { binOf, quantileOf } from "../../src/model/metrics/histogram.ts";
import { ALL, Metrics, openOver } from "../../src/model/metrics/metrics.ts";

const START = Date.UTC(2026, 2, 1, 12);

let seq = 0;
const entry = (name: string, data: Record<string, unknown> = {}, at = START): JournalEntry => {
  const [service = "", type = ""] = name.split("/");
  return { seq: ++seq, at, service, type, data };
};

const ROUTE = { apiId: "api", routeKey: "send" };

describe("percentiles", () => {
  it.each([0.5, 3, 40, 700, 9_000])("are near to %d ms where all took that", (ms) => {
    const counts = new Uint32Array(46);
    counts[binOf(ms)] = 100;
    const p95 = quantileOf(counts, 0.95) ?? 0;
    expect(Math.abs(p95 - ms) / ms).toBeLessThan(0.35);
  });

  it("are unknown of nothing, and have an end", () => {
    expect(quantileOf(new Uint32Array(46), 0.5)).toBeUndefined();
    expect([binOf(Number.NaN), binOf(-1), binOf(0), binOf(1e12)]).toEqual([0, 0, 0, 45]);
  });
});

describe("metrics", () => {
  it.each<[string, Record<string, unknown>, Partial<Record<string, number>>]>([
    ["execute-api/connect", ROUTE, { opened: 1 }],
    ["execute-api/disconnect", { apiId: "api" }, { closed: 1 }],
    ["execute-api/message", ROUTE, { in: 1 }],
    ["execute-api/message", { ...ROUTE, refused: "Forbidden" }, { in: 1, errors: 1 }],
    ["execute-api/post", { apiId: "api" }, { out: 1 }],
    ["execute-api/answer", { ...ROUTE, status: 200, durationMs: 4 }, { calls: 1 }],
    ["execute-api/answer", { ...ROUTE, status: 200, sentBytes: 9, durationMs: 4 }, { calls: 1, out: 1 }],
    ["execute-api/answer", { ...ROUTE, status: 502, durationMs: 4 }, { calls: 1, errors: 1 }],
    ["execute-api/refuse", { status: 401 }, { errors: 1 }],
    ["http-api/request", { apiId: "http", routeKey: "GET /", status: 200, durationMs: 4 }, { calls: 1 }],
    ["http-api/refuse", { apiId: "http", routeKey: "GET /", status: 403, durationMs: 4 }, { calls: 1, errors: 1 }],
    ["engine/clock", {}, {}],
  ])("count %s %j as %j", (name, data, expected) => {
    const metrics = new Metrics();
    metrics.add(entry(name, data));
    const counts: Readonly<Record<string, number>> = metrics.series(ALL)?.window(START, 1).total.counts ?? {};
    expect(Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))).toEqual(expected);
  });

  it("are of all, of an API and of a route; invocations are of their function alone", () => {
    const metrics = new Metrics();
    metrics.add(entry("execute-api/message", ROUTE));
    metrics.add(entry("lambda/report", { functionName: "fn", durationMs: 12, error: { message: "no" } }));
    expect(metrics.scopes).toEqual([
      { kind: "all", id: "" },
      { kind: "api", id: "api" },
      { kind: "route", id: "api send" },
      { kind: "function", id: "fn" },
    ]);
    const { counts, p50 } = metrics.series({ kind: "function", id: "fn" })?.window(START, 1).total ?? {};
    expect(counts).toMatchObject({ calls: 1, errors: 1 });
    expect(p50).toBeGreaterThan(8);
  });

  it.each([
    [1, 60, 1_000],
    [5, 300, 1_000],
    [15, 60, 15_000],
    [60, 240, 15_000],
  ])("have a window of %d minutes of %d points, each %d ms wide, that ends now", (minutes, points, widthMs) => {
    const metrics = new Metrics();
    metrics.add(entry("execute-api/message", ROUTE, START - 30_000));
    const window = metrics.series(ALL)?.window(START, minutes);
    expect([window?.points.length, window?.widthMs, window?.total.counts.in]).toEqual([points, widthMs, 1]);
    expect(window?.points.at(-1)?.at).toBe(START);
  });

  it("forget what is older than an hour, and what comes late does not count for a later time", () => {
    const metrics = new Metrics();
    metrics.add(entry("execute-api/message", ROUTE, START - 2 * 3_600_000));
    metrics.add(entry("execute-api/message", ROUTE, START));
    metrics.add(entry("execute-api/message", ROUTE, START - 2 * 3_600_000));
    expect(metrics.series(ALL)?.window(START, 60).total.counts.in).toBe(1);
  });

  it("know how many connections were open before, from how many are open now", () => {
    const metrics = new Metrics();
    metrics.add(entry("execute-api/connect", ROUTE, START - 2_000));
    metrics.add(entry("execute-api/connect", ROUTE, START - 1_000));
    metrics.add(entry("execute-api/disconnect", ROUTE, START));
    const points = metrics.series(ALL)?.window(START, 1).points ?? [];
    expect(openOver(points, metrics.open(ALL)).slice(-4)).toEqual([0, 1, 2, 1]);
  });

  it("take the same memory and the same few changes an entry, however many come", () => {
    const metrics = new Metrics();
    const NAMES = ["execute-api/message", "execute-api/answer", "execute-api/post", "lambda/report", "lambda/log"];
    const add = (count: number, from: number) => {
      for (let index = 0; index < count; index++)
        metrics.add(
          entry(
            NAMES[index % NAMES.length] ?? "",
            {
              apiId: "api",
              routeKey: `route-${index % 20}`,
              functionName: `fn-${index % 10}`,
              durationMs: index % 300,
            },
            from + index / 5,
          ),
        );
    };
    add(5_000, START);
    const bytes = metrics.bytes;
    add(145_000, START + 1_000);
    expect(metrics.bytes).toBe(bytes);
    expect(metrics.changes / 150_000).toBeLessThan(6);
  });

  it("count no more than 200 things, whoever makes names without an end", () => {
    const metrics = new Metrics();
    for (let index = 0; index < 1_000; index++)
      metrics.add(entry("execute-api/message", { apiId: "api", routeKey: `route-${index}` }));
    expect(metrics.scopes).toHaveLength(200);
    expect(metrics.series(ALL)?.window(START, 1).total.counts.in).toBe(1_000);
  });
});
