import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../src/engine/journal/entry.ts";
import {
  createLogFilter,
  firstLine,
  type LogLine,
  logLineOf,
  summaryOf,
} from "../../../src/views/functions/model/log-line.ts";

const entry = (type: string, data: Record<string, unknown>, service = "lambda"): JournalEntry & { trace: object } => ({
  seq: 7,
  at: 1000,
  service,
  type,
  data,
  trace: { traceId: "1-2-3", spanId: "4", startedAt: 900 },
});

describe("A line of a log", () => {
  it.each<[string, JournalEntry, Partial<LogLine> | undefined]>([
    [
      "is what the function printed",
      entry("log", { level: "WARN", line: "careful", requestId: "r1" }),
      { level: "WARN", text: "careful", requestId: "r1", traceId: "1-2-3", isOfPlatform: false },
    ],
    [
      "of JSON has its own level, its message, and its other members as fields",
      entry("log", { level: "INFO", line: '{"level":"error","message":"no","user":"ann","timestamp":"x"}' }),
      { level: "ERROR", text: "no", fields: { user: "ann" } },
    ],
    [
      "of metrics says so, with their values",
      entry("log", { line: '{"_aws":{"Timestamp":1},"cause":"late","Refusals":1}' }),
      { text: "Metrics", fields: { cause: "late", Refusals: 1, _aws: { Timestamp: 1 } } },
    ],
    [
      "of JSON whose message is an object shows that",
      entry("log", { level: "INFO", line: '{"level":"info","message":{"a":1}}' }),
      { level: "INFO", text: '{"a":1}' },
    ],
    [
      "of an error that was thrown is its stack",
      entry("log", {
        level: "ERROR",
        line: 'Invoke Error \t{"errorType":"Error","errorMessage":"no","stack":["Error: no","    at a"]}',
      }),
      { level: "ERROR", text: "Error: no\n    at a" },
    ],
    [
      "of JSON whose message is an error is its stack",
      entry("log", {
        line: '{"level":"ERROR","message":{"errorType":"E","errorMessage":"no","stackTrace":["E: no","    at a"]}}',
      }),
      { level: "ERROR", text: "E: no\n    at a" },
    ],
    ["that only looks like JSON stays as it is", entry("log", { level: "INFO", line: "{no" }), { text: "{no" }],
    [
      "says how an invocation ended",
      entry("report", { requestId: "r1", durationMs: 12, memory: { maxUsedMb: 61.4 }, initMs: 130 }),
      { level: "INFO", text: "Done in 12 ms after a cold start of 130 ms, 61 MB", isOfPlatform: true },
    ],
    [
      "says how it failed, and where",
      entry("report", { durationMs: 3, error: { errorType: "E", errorMessage: "no", location: "/a.ts:1:2" } }),
      { level: "ERROR", text: "Failed in 3 ms: E: no", location: "/a.ts:1:2" },
    ],
    ["says that an environment started", entry("init", { initMs: 100 }), { text: "Environment started in 100 ms" }],
    [
      "says why a function cannot start",
      entry("mistake", { message: "There is no such file.", hint: "There is b.ts.", location: "/t.yaml:3" }),
      { level: "ERROR", text: "There is no such file. There is b.ts.", location: "/t.yaml:3" },
    ],
    ["is no entry of another service", entry("log", { line: "x" }, "sqs"), undefined],
    ["is no begin of an invocation", entry("invoke", { requestId: "r1" }), undefined],
  ])("%s", (_title, given, expected) => {
    const line = logLineOf(given);
    if (expected) expect(line).toMatchObject(expected);
    else expect(line).toBeUndefined();
  });
});

describe("The filter of a log", () => {
  const line = (more: Partial<LogLine>): LogLine => ({
    seq: 1,
    at: 0,
    level: "INFO",
    isOfPlatform: false,
    text: "Hello",
    ...more,
  });
  const all = { lowest: "TRACE", platform: true, search: "" } as const;

  it.each<[string, Parameters<typeof createLogFilter>[0], LogLine, boolean]>([
    ["lets everything through", all, line({}), true],
    ["leaves out what is less urgent", { ...all, lowest: "WARN" }, line({}), false],
    ["keeps what is as urgent", { ...all, lowest: "WARN" }, line({ level: "WARN" }), true],
    ["leaves out Lambda's own lines", { ...all, platform: false }, line({ isOfPlatform: true }), false],
    ["keeps errors of Lambda's", { ...all, platform: false }, line({ isOfPlatform: true, level: "ERROR" }), true],
    ["finds text in any case", { ...all, search: " hELL" }, line({}), true],
    ["finds fields", { ...all, search: "ann" }, line({ fields: { user: "ann" } }), true],
    ["finds nothing that is not there", { ...all, search: "bob" }, line({}), false],
    ["keeps to one invocation", { ...all, requestId: "r1" }, line({ requestId: "r2" }), false],
  ])("%s", (_title, filter, given, expected) => {
    expect(createLogFilter(filter)(given)).toBe(expected);
  });
});

describe("A text of many lines", () => {
  it("shows its first, and how many there are more", () => {
    expect(firstLine("one\ntwo\nthree\n")).toEqual({ line: "one", more: 2 });
    expect(firstLine("one")).toEqual({ line: "one", more: 0 });
  });
});

describe("Fields", () => {
  it("stand behind the message in short", () => {
    expect(summaryOf({ user: "ann", count: 2, at: { x: 1 } })).toBe('user=ann  count=2  at={"x":1}');
  });
});
