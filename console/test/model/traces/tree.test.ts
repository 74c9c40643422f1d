import { describe, expect, it } from "vitest";
import { summaryOf } from "../../../src/model/traces/summary.ts";
import { createTraceIndex } from "../../../src/model/traces/trace-index.ts";
import { treeOf } from "../../../src/model/traces/tree.ts";
import { indexOf, told, traceId } from "./fixture.ts";

const HANDSHAKE = [
  told("lambda/invoke", { span: "c", parent: "b", startMs: 1, data: { logicalId: "Gate", functionName: "f" } }),
  told("lambda/log", { span: "c", parent: "b", startMs: 1, elapsedMs: 2, data: { line: "hello" } }),
  told("lambda/report", {
    span: "c",
    parent: "b",
    startMs: 1,
    elapsedMs: 5,
    data: { logicalId: "Gate", functionName: "f" },
  }),
  told("execute-api/authorizer", {
    span: "b",
    parent: "a",
    startMs: 0.5,
    elapsedMs: 6,
    data: { authorizer: "Gate", decision: "allow", allowedBy: '{"Effect":"Allow"}', principalId: "ann" },
  }),
  told("dynamodb/call", {
    span: "e",
    parent: "d",
    startMs: 8,
    elapsedMs: 1,
    data: { operation: "PutItem", status: 200, table: "shop-Rows-1", key: { pk: "C#1" } },
  }),
  told("lambda/report", {
    span: "d",
    parent: "a",
    startMs: 7,
    elapsedMs: 3,
    data: { logicalId: "Door", functionName: "g" },
  }),
  told("execute-api/answer", { elapsedMs: 11, data: { eventType: "CONNECT", routeKey: "$connect", status: 200 } }),
  told("execute-api/connect", {
    elapsedMs: 12,
    data: { apiId: "ws1", stage: "dev", routeKey: "$connect", connectionId: "c1", principalId: "ann" },
  }),
];

const shown = (...args: Parameters<typeof treeOf>) =>
  treeOf(...args).lines.map(
    ({ depth, title, detail, durationMs }) =>
      `${"  ".repeat(depth)}${[title, detail].filter(Boolean).join(": ")} ${durationMs}`,
  );

describe("the tree of a trace", () => {
  it("has each part below the one that it is a part of, with its policy, log and durations", () => {
    const { trace, context } = indexOf(HANDSHAKE);
    expect(shown(trace, context)).toEqual([
      "Handshake: $connect · 101 12",
      "  Authorizer Gate: allow 6",
      "    Gate 5",
      "      hello 0",
      '    Policy allows: {"Effect":"Allow"} 0',
      "  Door 3",
      "    DynamoDB PutItem: Rows · pk=C#1 1",
    ]);
  });

  it("takes a part whose whole is not known yet for a beginning", () => {
    const { trace, context } = indexOf(HANDSHAKE.slice(0, 1));
    expect(shown(trace, context)).toEqual(["Gate 0"]);
  });

  it("shows a batch in which it meets others below the record that came from here", () => {
    const { trace, context } = indexOf([
      told("events/event", { data: { detailType: "Paid", source: "shop", bus: "default" } }),
      told("events/delivered", { span: "b", parent: "a", startMs: 1, data: { rule: "R", target: "shop-Jobs-1" } }),
      told("lambda/batch", {
        trace: "2",
        span: "z",
        startMs: 5,
        elapsedMs: 4,
        data: { size: 2, failed: [], eventSourceArn: "shop-Jobs-1", links: [{ traceId: traceId("1"), spanId: "b" }] },
      }),
    ]);
    expect(shown(trace, context)).toEqual(["Paid: shop · bus default 0", "  R → Jobs 0", "    Batch of 2: Jobs →  4"]);
    expect(treeOf(trace, context).lines.at(-1)?.otherTraceId).toBe(traceId("2"));
  });
});

describe("the summary of a trace", () => {
  it.each([
    [
      "a batch of a stream by its table",
      told("lambda/batch", {
        data: {
          size: 1,
          logicalId: "Door",
          eventSourceArn: "arn:aws:dynamodb:x:1:table/shop-Rows-1/stream/2026-01-31T12:00:00.000",
        },
      }),
      "Rows → Door",
    ],
    [
      "a call by what it is about",
      told("dynamodb/call", { data: { operation: "Scan", status: 200, table: "shop-Rows-1" } }),
      "DynamoDB Scan · Rows",
    ],
    [
      "a call for something that there is not, which is worth a look only",
      told("secretsmanager/call", {
        data: { operation: "GetSecretValue", status: 400, error: "ResourceNotFoundException" },
      }),
      "Secrets Manager GetSecretValue · ResourceNotFoundException",
      "warn",
    ],
  ])("names %s", (_, entry, what, tone = "good") => {
    const { trace, context } = indexOf([entry]);
    expect(summaryOf(trace, context)).toMatchObject({ what, tone });
  });

  it("shows an error that was thrown in a word", () => {
    const line = 'Invoke Error \t{"errorType":"Error","errorMessage":"no","stack":["Error: no"]}';
    const { trace, context } = indexOf([told("lambda/log", { data: { line, level: "ERROR" } })]);
    expect(shown(trace, context)).toEqual(["Error: no: ERROR 0"]);
  });

  it("shows what a line of JSON says beside its message", () => {
    const line = '{"level":"WARN","message":"refused","connectionId":"c1","cause":"token_missing"}';
    const { trace, context } = indexOf([told("lambda/log", { data: { line, level: "WARN" } })]);
    expect(shown(trace, context)).toEqual(["refused: WARN · cause=token_missing 0"]);
  });

  it.each([
    ["WARN", "warn"],
    ["ERROR", "bad"],
    ["INFO", undefined],
  ])("colours a line that the log calls %s", (level, tone) => {
    const said = [{ level, line: "x" }, { line: `{"level":"${level}","message":"x"}` }];
    const logs = said.map((data) => told("lambda/log", { span: "c", data }));
    const { trace, context } = indexOf([told("lambda/report", { span: "c", data: { functionName: "f" } }), ...logs]);
    const { lines } = treeOf(trace, context);
    expect(lines.filter(({ kind }) => kind === "event").map((line) => line.tone)).toEqual([tone, tone]);
  });

  it("is the console's own when it has nothing but calls that the console made", () => {
    const scan = told("dynamodb/call", { data: { operation: "Scan", status: 200, caller: "console" } });
    const own = indexOf([scan]);
    expect(summaryOf(own.trace, own.context).isConsoles).toBe(true);
    const led = indexOf([scan, told("lambda/report", { span: "b", parent: "a", data: { functionName: "f" } })]);
    expect(summaryOf(led.trace, led.context).isConsoles).toBe(false);
  });

  it("has kind, place, user, status and duration", () => {
    const { trace, context } = indexOf(HANDSHAKE);
    expect(summaryOf(trace, context)).toMatchObject({
      kind: "handshake",
      what: "$connect",
      api: "Chat",
      stage: "dev",
      user: "ann",
      connectionId: "c1",
      status: "101",
      tone: "good",
      durationMs: 12,
      functions: ["Gate", "Door"],
    });
  });

  it.each([
    [
      "a message",
      [told("execute-api/message", { data: { routeKey: "send", connectionId: "c1" } })],
      "message",
      "send",
      "ok",
    ],
    [
      "a message that was refused",
      [told("execute-api/message", { data: { routeKey: "send", refused: "Forbidden" } })],
      "message",
      "send",
      "Forbidden",
    ],
    ["a disconnect", [told("execute-api/disconnect", { data: { code: 1001 } })], "disconnect", "1001", "ok"],
    ["a push", [told("execute-api/post", { data: { connectionId: "c1" } })], "push", "Post to connection · c1", "ok"],
    [
      "a request",
      [told("http-api/request", { data: { method: "GET", path: "/a", status: 200 } })],
      "http",
      "GET /a",
      "200",
    ],
    ["a schedule", [told("events/schedule", { data: { rule: "Nightly" } })], "schedule", "Nightly", "ok"],
    ["a message to a queue", [told("sqs/send", { data: { queue: "shop-Jobs-1" } })], "queue", "Queue Jobs", "ok"],
    [
      "a call",
      [told("ssm/call", { data: { operation: "GetParameter", status: 400 } })],
      "call",
      "SSM GetParameter",
      "failed",
    ],
  ] as const)("of %s", (_what, entries, kind, what, status) => {
    const { trace, context } = indexOf(entries);
    expect(summaryOf(trace, context)).toMatchObject({ kind, what, status });
  });

  it("tells an end that was good from a failure that it led to", () => {
    const { trace, context } = indexOf([
      told("execute-api/answer", { data: { eventType: "MESSAGE", status: 200 } }),
      told("lambda/batch", { span: "b", parent: "a", data: { size: 1, failed: ["m"] } }),
    ]);
    expect(summaryOf(trace, context)).toMatchObject({ status: "200", ownTone: "good", tone: "bad" });
  });

  it("knows the user of a message by the connection", () => {
    const { trace, context } = indexOf([
      told("execute-api/connect", { trace: "2", data: { connectionId: "c1", principalId: "ann" } }),
      told("execute-api/message", { data: { connectionId: "c1" } }),
    ]);
    expect(summaryOf(trace, context).user).toBe("ann");
  });
});

describe("the index of traces", () => {
  it("lets the oldest go, and counts them", () => {
    const index = createTraceIndex({ mostTraces: 2 });
    index.add(["1", "2", "3"].map((trace) => told("sqs/send", { trace })));
    expect([...index.traces.keys()]).toEqual([traceId("2"), traceId("3")]);
    expect([index.letGo, index.total]).toEqual([1, 3]);
  });

  it("keeps so many entries of a trace that has no end, and counts the others", () => {
    const index = createTraceIndex({ mostEntriesOfOne: 2 });
    index.add([1, 2, 3].map(() => told("execute-api/post")));
    expect(index.traces.get(traceId("1"))).toMatchObject({ more: 1, entries: { length: 2 } });
  });

  it("leaves out what belongs to no trace", () => {
    const index = createTraceIndex();
    index.add([{ seq: 1, at: 0, service: "engine", type: "clock", data: {} }]);
    expect(index.total).toBe(0);
  });
});
