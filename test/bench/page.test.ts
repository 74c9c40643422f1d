import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../bench/load/drive.ts";
import type { About } from "../../bench/page/about.ts";
import { compareTables } from "../../bench/page/compare.ts";
import { type Goal, goalsOf, goalTable, outcomeOf } from "../../bench/page/goals.ts";
import { figureOf, operationTables } from "../../bench/page/operations.ts";
import { bytesPerConnection, fanOutTables, idleTables } from "../../bench/page/other-sections.ts";
import { benchmarksOf, readAllMeasured } from "../../bench/page/page.ts";
import { textOf } from "../../bench/page/results.ts";
import type { OperationsResult } from "../../bench/sections/operations.ts";
import { root } from "../source-files.ts";

const usage = { cpuMs: 1_000, rssMb: 82, pssMb: 60, threads: 11, processes: 1 };

const sampleOf = (perSecond: number): Sample => ({
  count: 100,
  perSecond,
  p50Ms: 1.5,
  p99Ms: 20,
  cpuUs: 45,
  clientCpuUs: 12,
});

const operations: OperationsResult = {
  width: 32,
  operations: [
    { contender: "bare", operation: "ping", samples: [9_000, 1_000, 20_000].map(sampleOf) },
    { contender: "architect", operation: "ping", samples: [], lacks: "It has none." },
    { contender: "offline", operation: "ping", samples: [], lacks: "It failed: HTTP/1.1 500" },
  ],
  contenders: (["bare", "architect", "offline"] as const).map((contender) => ({
    contender,
    readyMs: [30, 10, 20],
    afterLoad: usage,
  })),
};

const about: About = {
  date: "2026-11-30 19:30",
  commit: "12345678",
  node: "v20.20.2",
  machine: "2 cores",
  loadBefore: 0.4,
  rounds: 3,
  versions: { ws: "8.23.0" },
};

describe("the tables of operations", () => {
  it("have medians of all rounds", () => {
    expect(figureOf(operations, "bare", "ping", "perSecond")).toBe(9_000);
    expect(figureOf(operations, "architect", "ping", "perSecond")).toBeUndefined();
    expect(operationTables(operations)).toContain("| ping, two-way | 9,000 | failed | not supported |");
    expect(operationTables(operations)).toContain("| ready after, ms | 20.0 | 20.0 | 20.0 |");
  });

  it("say why a number is missing, and what the load client takes itself", () => {
    const text = operationTables(operations);
    expect(text).toContain("- Architect, ping, two-way: It has none.\n");
    expect(text).toContain("- serverless-offline, in-process, ping, two-way: It failed: HTTP/1.1 500\n");
    expect(text).toContain("ping, two-way: 12.0 µs.");
  });
});

describe("the tables of growth", () => {
  const levels = [10, 1_000, 10_000].map((connections) => ({
    connections,
    samples: [sampleOf(5_000)],
    memory: { ...usage, pssMb: 50 + connections / 100 },
  }));

  it("count what one more connection takes, whatever is paid once", () => {
    expect(bytesPerConnection({ contender: "bare", levels })).toBeCloseTo(2 ** 20 / 100);
    expect(idleTables({ rows: [{ contender: "bare", levels }] })).toContain(
      "| bare `ws` | 50.1 | 60.0 | 150 | 10,486 |",
    );
  });

  it("have the slope of a fan-out", () => {
    const steps = [1_000, 5_000].map((subscribers) => ({
      subscribers,
      ms: [200 + subscribers * 0.5],
      cpuMs: [subscribers],
      more: 0,
    }));
    const text = fanOutTables({ steps, connectCpuUs: 900, subscribeCpuUs: 800, afterLoad: usage });
    expect(text).toContain("| 5,000 | 2,700 ms | 0.54 ms | 1,000 µs | 0 |");
    expect(text).toContain("One more subscriber takes 0.50 ms.");
  });
});

describe("goals", () => {
  const one = (measured: number | undefined, limit: Goal["limit"]) => outcomeOf({ what: "it", measured, limit });

  it.each([
    [1.5, { atLeast: 1.5 }, "met"],
    [1.49, { atLeast: 1.5 }, "missed"],
    [400, { atMost: 400 }, "met"],
    [401, { atMost: 400 }, "missed"],
    [undefined, { atMost: 400 }, "not measured"],
    [Number.NaN, { atLeast: 1 }, "not measured"],
  ] as const)("are met, missed or not measured: %s, %j", (measured, limit, outcome) => {
    expect(one(measured, limit)).toBe(outcome);
  });

  it("are ratios of medians of one run", () => {
    const row = (contender: "worker" | "offline", perSecond: number) => ({
      contender,
      operation: "ping" as const,
      samples: [sampleOf(perSecond)],
    });
    const result = { ...operations, operations: [row("worker", 5_000), row("offline", 2_000)] };
    const goals = goalsOf({ operations: { about, result } });
    const text = goalTable(goals);
    expect(text).toContain(
      "| ping, two-way: rate of worker by serverless-offline in-process | 2.50 × | ≥ 2.2 × | met |",
    );
    expect(text).toContain("| connect + JWT: rate of worker by bare `ws` | – | ≥ 0.45 × | not measured |");
  });
});

describe("the table of two commits", () => {
  it("has the ratio of each row, and leaves out starts that one of them has not", () => {
    const rows = (perSecond: number) => [{ operation: "push" as const, samples: [sampleOf(perSecond)] }];
    const result = {
      commit: "cf586dc0, an earlier one",
      operations: {
        width: 32,
        operations: [
          ...rows(3_000).map((row) => ({ ...row, contender: "now" as const })),
          ...rows(1_500).map((row) => ({ ...row, contender: "before" as const })),
        ],
        contenders: (["now", "before"] as const).map((contender) => ({ contender, readyMs: [1], afterLoad: usage })),
      },
      starts: {
        now: [
          { title: "small", ms: [500], cpuMs: [1] },
          { title: "of a test", ms: [300], cpuMs: [1] },
        ],
        before: [
          { title: "small", ms: [1_000], cpuMs: [1] },
          { title: "of a test", ms: [], cpuMs: [] },
        ],
      },
    };
    const step = { subscribers: 1_000, cpuMs: [600], more: 0 };
    const fanOut = { now: { ...step, ms: [500] }, before: { ...step, ms: [5_000] } };
    const text = compareTables({ ...result, fanOut });
    expect(text).toContain("| one event to 1,000 subscribers: until the last has it, ms | 5,000 | 500 | 0.10 × |");
    expect(compareTables(result)).not.toContain("subscribers");
    expect(text).toContain("Before is commit cf586dc0, an earlier one.");
    expect(text).toContain("| push by signed POST: per second | 1,500 | 3,000 | 2.00 × |");
    expect(text).toContain("| small, ms | 1,000 | 500 | 0.50 × |");
    expect(text).not.toContain("of a test");
  });
});

describe("docs/benchmarks.md", () => {
  it("is made of the rows that are kept", () => {
    expect(readFileSync(join(root, "docs/benchmarks.md"), "utf8")).toBe(benchmarksOf(readAllMeasured()));
  });

  it("has the sections that were measured, each with its circumstances", () => {
    const text = benchmarksOf({ operations: { about, result: operations } });
    expect(text).toContain("## Operations");
    expect(text).toContain("2026-11-30 19:30 UTC, commit 12345678, 3 rounds");
    expect(text).toContain("2 cores; load 0.4 before");
    expect(text).not.toContain("## Starts");
    expect(text).not.toContain("busy");
  });

  it("says of a busy machine that it was", () => {
    const text = benchmarksOf({ operations: { about: { ...about, loadBefore: 25 }, result: operations } });
    expect(text).toContain("**The machine was busy** (load 25.0)");
  });

  it("links pictures of now beside those of before", () => {
    const text = benchmarksOf({}, ["connect-before.svg", "connect.svg", "ping.svg"]);
    expect(text).toContain("| [connect.svg](flame/connect.svg) | [connect-before.svg](flame/connect-before.svg) |");
    expect(text).toContain("| [ping.svg](flame/ping.svg) | – |");
  });

  it("has rows that are read again as they were", () => {
    const measured = { about, result: operations };
    expect(JSON.parse(textOf(measured))).toEqual(measured);
  });
});
