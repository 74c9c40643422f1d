import { describe, expect, it } from "vitest";
import { createJournal } from "../../src/kernel/journal.ts";
import { type Log, writeLog } from "../../src/library/log.ts";

const invokeError = (errorMessage: string) =>
  `Invoke Error \t${JSON.stringify({ errorType: "Error", errorMessage, stack: [`Error: ${errorMessage}`, "    at handler (/app/say.ts:3:9)"] })}`;

const ENTRIES: readonly (readonly [service: string, type: string, data: Record<string, unknown>])[] = [
  ["lambda", "log", { logicalId: "Say", requestId: "1", level: "INFO", line: "all is well" }],
  ["lambda", "log", { logicalId: "Say", requestId: "1", level: "ERROR", line: invokeError("no such word") }],
  [
    "lambda",
    "report",
    { logicalId: "Say", requestId: "1", error: { errorType: "Error", errorMessage: "no such word" } },
  ],
  ["lambda", "log", { logicalId: "Say", requestId: "2", level: "ERROR", line: "careful\n" }],
  ["lambda", "report", { logicalId: "Say", requestId: "2", durationMs: 3.4 }],
  [
    "lambda",
    "report",
    { logicalId: "Say", requestId: "3", error: { errorType: "Sandbox.Timedout", errorMessage: "timed out" } },
  ],
  ["lambda", "log", { logicalId: "Door", requestId: "4", level: "ERROR", line: invokeError("Unauthorized") }],
  [
    "lambda",
    "report",
    { logicalId: "Door", requestId: "4", error: { errorType: "Error", errorMessage: "Unauthorized" } },
  ],
  [
    "lambda",
    "log",
    {
      logicalId: "Door",
      requestId: "5",
      level: "ERROR",
      line: '{"level":"ERROR","message":{"errorType":"Error","errorMessage":"Unauthorized","stackTrace":[]}}',
    },
  ],
  ["lambda", "runtime-sdk", { status: "started", packages: ["@aws-sdk/client-s3"], folder: "/cache" }],
  ["lambda", "runtime-sdk", { status: "done", packages: ["@aws-sdk/client-s3"], folder: "/cache" }],
  ["lambda", "log", { logicalId: "New", level: "ERROR", line: "Init Error \t{}" }],
  [
    "lambda",
    "init",
    { logicalId: "New", error: { errorType: "E", errorMessage: "broken", location: "/app/new.ts:1:2" } },
  ],
  [
    "lambda",
    "init",
    {
      logicalId: "New",
      error: { errorType: "Runtime.HandlerNotFound", errorMessage: "new.hadler is undefined or not exported" },
      mistake: { message: "src/new.ts does not export hadler.", hint: "It exports handler.", location: "t.yaml:9:7" },
    },
  ],
  ["lambda", "build-error", { logicalId: "New", message: "Unexpected end", location: "/app/new.ts:9:1" }],
  ["execute-api", "error", { routeKey: "say", failure: "fault", detail: "the function failed with Error" }],
  ["execute-api", "error", { routeKey: "say", failure: "response", detail: "the answer is no JSON" }],
  ["sqs", "defect", { stack: "TypeError: x\n    at y" }],
];

function linesFor(log: Log): readonly string[] {
  const lines: string[] = [];
  const journal = createJournal(() => 0);
  writeLog(journal, log, (line) => lines.push(line));
  for (const entry of ENTRIES) journal.record(...entry);
  return lines;
}

describe("the log of a program's engine", () => {
  it("has each error once: of functions, with the stack, of integrations and of the engine; a 401 is none", () => {
    expect(linesFor("errors")).toEqual([
      "Say: Error: no such word\n    at handler (/app/say.ts:3:9)",
      "Say: careful",
      "Say: Sandbox.Timedout: timed out",
      "Fetching what Lambda's runtime brings, once, into /cache: @aws-sdk/client-s3",
      "New: E: broken\n    at /app/new.ts:1:2",
      "New: src/new.ts does not export hadler.\n    It exports handler.\n    at t.yaml:9:7",
      "New: Unexpected end\n    at /app/new.ts:9:1",
      "say: the answer is no JSON",
      "sqs: TypeError: x\n    at y",
    ]);
  });

  it("has a line for everything with `all`, and none with `none`", () => {
    expect(linesFor("all")).toHaveLength(ENTRIES.length);
    expect(linesFor("all")[0]).toBe('lambda/log Say requestId=1 level=INFO line="all is well"');
    expect(linesFor("none")).toEqual([]);
  });

  it("goes to a function with the entries", () => {
    const types: string[] = [];
    expect(linesFor((line, { service, type }) => void types.push(`${service}/${type} ${line.length > 0}`))).toEqual([]);
    expect(types).toEqual(ENTRIES.map(([service, type]) => `${service}/${type} true`));
  });
});
