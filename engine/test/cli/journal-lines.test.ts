import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { createTextAudience } from "../../src/cli/output/audiences/text.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

/** The lines without their time; undefined for an entry that is not for the terminal. */
function lineOf(service: string, type: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  const audience = createTextAudience({ verbosity: "normal", write, colors: picocolors.createColors(false) });
  audience.entry({ seq: 1, at, service, type, data });
  const text = lines.join("").replaceAll("03:04:05.006 ", "").trimEnd();
  return text === "" ? undefined : text;
}

const invocation = { logicalId: "Fn", requestId: "12345678-9abc" };

describe("The terminal", () => {
  it("prints in one line what a changed template would change", () => {
    const changed = (logicalId: string, ...properties: string[]) => ({ logicalId, kind: "changed", properties });
    const changes = [changed("Fn", "Timeout", "Environment"), { logicalId: "New", kind: "added", properties: [] }];
    expect(lineOf("engine", "template", { status: "changed", changes })).toBe(
      "warning: the template changed: Fn (Timeout, Environment), New added; a restart applies it (r and Enter in a terminal)",
    );
    const many = Array.from({ length: 10 }, (_, index) => changed(`F${index}`, "Timeout"));
    expect(lineOf("engine", "template", { status: "changed", changes: many })).toMatch(
      /F7 \(Timeout\) and 2 more; a restart applies it \(r and Enter in a terminal\)$/,
    );
  });

  it("tells a refusal by an authorizer with its place in the code, and not as an error", () => {
    const thrown = { errorType: "Error", errorMessage: "Unauthorized", location: "auth.ts:3:9" };
    const source = "arn:aws:execute-api:r:1:api/authorizers/a";
    const record =
      '{"timestamp":"T","level":"ERROR","message":{"errorType":"Error","errorMessage":"Unauthorized","stackTrace":[]}}';
    expect(lineOf("lambda", "report", { ...invocation, source, durationMs: 3, error: thrown })).toBe(
      'refused    auth.ts:3:9: Fn 12345678 threw "Unauthorized" after 3 ms',
    );
    expect(lineOf("lambda", "log", { ...invocation, line: record })).toBeUndefined();
    expect(lineOf("lambda", "report", { ...invocation, durationMs: 3, error: thrown })).toBe(
      "error: auth.ts:3:9: Fn 12345678 failed after 3 ms: Error: Unauthorized",
    );
  });

  it("says once of a service that does not run here what would answer", () => {
    const called = { service: "kinesis", operation: "ListStreams" };
    expect(lineOf("engine", "not-run", called)).toBeUndefined();
    expect(lineOf("engine", "not-run", { ...called, remedy: "--passthrough kinesis" })).toBe(
      "warning: kinesis (ListStreams) does not run here; options for it: --passthrough kinesis",
    );
  });

  it.each([
    [
      "states",
      "end",
      { executionArn: "arn:aws:states:r:1:execution:m:e", status: "FAILED", error: "Oops" },
      "error: m:e FAILED Oops",
    ],
    [
      "states",
      "end",
      { executionArn: "arn:aws:states:r:1:execution:m:e", status: "TIMED_OUT" },
      "error: m:e TIMED_OUT",
    ],
    [
      "debugger",
      "listening",
      { logicalId: "Fn", url: "ws://127.0.0.1:9229/id", devtoolsUrl: "devtools://tools" },
      "debugger   Fn at ws://127.0.0.1:9229/id (one environment at a time)\n               devtools://tools",
    ],
    ["debugger", "paused", { logicalId: "Fn" }, "debugger   Fn is paused; timeouts stand still"],
    ["debugger", "paused", {}, "debugger   a function is paused; timeouts stand still"],
    ["debugger", "waiting", { logicalId: "Fn" }, "debugger   Fn waits for a debugger; timeouts stand still"],
    [
      "faults",
      "set",
      { fault: "fault-1", kind: "gone", user: "a", rate: 0.5, seed: 7 },
      "fault      set gone:user=a,rate=0.5",
    ],
    [
      "faults",
      "injected",
      {
        fault: "f",
        kind: "throttled",
        at: "message",
        apiId: "a",
        routeKey: "buy",
        connectionId: "c=",
        requestId: "abc=",
      },
      "fault      throttled message buy c= abc=",
    ],
    [
      "faults",
      "injected",
      { fault: "f", kind: "delay", at: "invoke", ms: 300, functionName: "local-Fn-1", ...invocation },
      "fault      delay 300 ms invoke Fn 12345678",
    ],
    [
      "lambda",
      "batch",
      { ...invocation, eventSourceArn: "Queue", size: 3, failed: ["a", "b"] },
      "warning: Queue → Fn: 2 of a batch of 3 failed: a, b",
    ],
    [
      "lambda",
      "batch-discarded",
      { ...invocation, discarded: ["4"], condition: "RetryAttemptsExhausted" },
      'warning: Fn 12345678 gave up ["4"]: RetryAttemptsExhausted',
    ],
    [
      "execute-api",
      "unknown-method",
      {
        location: "template.yaml:7:9",
        message: "Send, RequestTemplates.$default, line 2: String.chars() is not known.",
      },
      "warning: template.yaml:7:9: Send, RequestTemplates.$default, line 2: String.chars() is not known.",
    ],
    [
      "execute-api",
      "error",
      { routeKey: "buy", connectionId: "c=", backendStatus: 400, detail: "refused" },
      "error: c= buy 400 refused",
    ],
    [
      "execute-api",
      "message",
      { connectionId: "c=", refused: "Forbidden", reason: "no route fits" },
      'warning: c= got "Forbidden": no route fits',
    ],
    [
      "cloudformation",
      "custom-resource",
      { logicalId: "Seed", status: "CREATE_FAILED", reason: "no luck", location: "/a/template.yaml:5:3" },
      "error: /a/template.yaml:5:3: custom resource Seed: no luck",
    ],
    [
      "engine",
      "template",
      { status: "mistaken", message: "A map is not closed.", location: "/a/template.yaml:5:3" },
      "error: /a/template.yaml:5:3: A map is not closed.\n               The template as it was goes on.",
    ],
    [
      "engine",
      "template",
      { status: "unwatchable", message: "/a cannot be watched." },
      "warning: /a cannot be watched.",
    ],
    ["dynamodb", "health", { status: "degraded", reason: "It is down." }, "warning: It is down."],
    ["dynamodb", "health", { status: "failed", reason: "It is down for good." }, "error: It is down for good."],
    [
      "dynamodb",
      "health",
      { status: "ready", message: "It is empty.", emptied: ["T"], gone: [] },
      "warning: It is empty.",
    ],
    [
      "dynamodb",
      "health",
      { status: "ready", message: "It is back.", emptied: [], gone: [] },
      "store      It is back.",
    ],
  ])("prints what went wrong: %s/%s %j", (service, type, data, line) => {
    expect(lineOf(service, type, data)).toBe(line);
  });

  it.each([
    ["states", "end", { executionArn: "arn:aws:states:r:1:execution:m:e", status: "SUCCEEDED" }],
    ["lambda", "build", { logicalId: "Fn", status: "built" }],
    ["execute-api", "message", { connectionId: "c=", routeKey: "buy" }],
    ["lambda", "log", { ...invocation, line: ' Init Error \t{"errorType":"E"}' }],
    ["lambda", "log", { logicalId: "Fn", line: 'Uncaught Exception \t{"errorType":"E"}' }],
  ])("leaves out what went well, and what another line says: %s/%s %j", (service, type, data) => {
    expect(lineOf(service, type, data)).toBeUndefined();
  });

  it.each([
    [{ status: "built", files: ["dist/a.js"] }, "rebuilt    Fn (dist/a.js)"],
    [
      { status: "built", files: ["a", "b", "c", "d", "e"], durationMs: 12.4 },
      "rebuilt    Fn in 12 ms (a, b, c and 2 more)",
    ],
    [{ status: "unchanged", files: ["dist/a.js"] }, "same code  Fn (dist/a.js)"],
    [
      { status: "waiting", files: ["dist"], missing: "/p/dist", keepsCode: true },
      "warning: Fn waits for /p/dist; it goes on with its old code",
    ],
    [{ status: "failed", files: ["a.ts"], keepsCode: true }, "warning: Fn is not built; it goes on with its old code"],
    [{ status: "failed", files: ["a.ts"], keepsCode: false }, "warning: Fn is not built; it has no code yet"],
  ])("tells what became of a change of a function's sources: %j", (data, line) => {
    expect(lineOf("lambda", "build", { logicalId: "Fn", ...data })).toBe(line);
  });

  it("prints a logged error's stack without the frames of the runtime", () => {
    const line = [
      "Error: logged",
      "    at exports.handler (/home/me/app.js:10:17)",
      "    at run (file:///x/dist/runtime/bootstrap.mjs:178:18)",
      "    at new Promise (<anonymous>)",
      "    at MessagePort.<anonymous> (node:internal/per_context/messageport:23:28)",
    ].join("\n");
    expect(lineOf("lambda", "log", { ...invocation, line })).toBe(
      "log        Fn 12345678 Error: logged\n    at exports.handler (/home/me/app.js:10:17)",
    );
  });
});
