import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIsolateMessage } from "../../../../src/services/lambda/environment/isolate-message.ts";

const usage = { durationMs: 1, maxMemoryUsedMb: 1 };
const error = { errorType: "Error", errorMessage: "" };

describe("what comes from an isolate", () => {
  it.each([
    { type: "ready" },
    { type: "opening", cell: new Int32Array(1) },
    { type: "child", pid: 4_711 },
    { type: "child-ended", pid: 4_711 },
    { type: "killed", signal: "SIGTERM" },
    { type: "init-error", error, retryWithHooks: false },
    { type: "log", level: "INFO", line: "", isWhole: false },
    { type: "result", requestId: "1", payload: "null", usage },
    { type: "error", requestId: "1", error, usage, fatal: false },
  ])("is listened to when a bootstrap says it: $type", (message) => {
    expect(isIsolateMessage(message)).toBe(true);
  });

  it.each([
    null,
    undefined,
    1,
    "ready",
    [],
    {},
    { type: "constructor" },
    { type: "opening", cell: {} },
    { type: "child", pid: 1 },
    { type: "child", pid: -5 },
    { type: "child", pid: process.pid },
    { type: "child", pid: "4711" },
    { type: "log", level: "INFO", isWhole: true },
    { type: "log", level: "INFO", line: "" },
    { type: "result", requestId: "1", payload: 5, usage },
    { type: "result", requestId: "1", payload: "", usage: null },
  ])("is not when a function has made it up: %j", (message) => {
    expect(isIsolateMessage(message)).toBe(false);
  });

  it("is looked at without an exception, whatever it is", () => {
    const types = fc.constantFrom("ready", "child", "log", "result", "error", "opening", "toString", "__proto__");
    const message = fc.oneof(fc.anything(), fc.record({ type: types, pid: fc.anything(), line: fc.anything() }));
    fc.assert(fc.property(message, (value) => void isIsolateMessage(value)));
  });
});
