import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/engine/journal/journal.ts";
import type { DiagramEdge, DiagramNode } from "../../src/model/flow/diagram.ts";
import { Flows } from "../../src/model/flow/flows.ts";
import { MinuteCount } from "../../src/model/flow/minute.ts";

const node = (id: string, kind: string, ...names: string[]): DiagramNode => ({
  ...{ id, kind, names, label: id, group: "", x: 0, y: 0, width: 0, height: 0 },
});
const edge = (from: string, to: string, kind: string): DiagramEdge => ({ from, to, kind, points: [] });

const NODES = [
  node("Api bid", "route", "api bid"),
  node("Api @connections", "connections", "api @connections"),
  node("Door", "function", "stack-Door"),
  node("Bid", "function", "stack-Bid"),
  node("Table", "table", "stack-Table"),
  node("Bus", "bus", "auction"),
  node("Rule", "rule", "arn:rule", "placed"),
  node("Queue", "queue", "arn:queue", "bids"),
  node("Dead", "queue", "arn:dead", "dead"),
  node("Key", "secret", "arn:aws:secretsmanager:us-east-1:000000000000:secret:stack-Key-a1B2c3"),
];
const EDGES = [
  edge("Api bid", "Door", "authorizes"),
  edge("Api bid", "Bid", "calls"),
  edge("Bid", "Table", "writes"),
  edge("Bid", "Bus", "sends"),
  edge("Bus", "Rule", "calls"),
  edge("Rule", "Queue", "calls"),
  edge("Queue", "Bid", "calls"),
  edge("Queue", "Dead", "failures"),
  edge("Rule", "Dead", "failures"),
  edge("Bid", "Api @connections", "posts"),
  edge("Bid", "Key", "reads"),
];

let seq = 0;
const entry = (name: string, data: Record<string, unknown>, ids: readonly [span: string, parent?: string] = ["x"]) => {
  const [service = "", type = ""] = name.split("/");
  const [spanId, parentId] = ids;
  const trace = { traceId: "1", spanId, ...(parentId !== undefined && { parentId }), startedAt: 0 };
  return { seq: ++seq, at: 5_000, service, type, data, trace } satisfies JournalEntry;
};
const ROUTE = { apiId: "api", routeKey: "bid" };

/** The arrows along which something went, with `!` for an error. */
function wayOf(...entries: readonly JournalEntry[]): readonly string[] {
  const flows = new Flows({ nodes: NODES, edges: EDGES });
  for (const each of entries) flows.add(each);
  return EDGES.flatMap(({ from, to }, index) => {
    const { total = 0, errors = 0 } = flows.edge(index) ?? {};
    return total > 0 ? [`${from} → ${to}${errors > 0 ? "!" : ""}`] : [];
  });
}

const invoked = entry("lambda/invoke", { functionName: "stack-Bid" }, ["bid"]);

describe("what an entry of the journal says went along the arrows", () => {
  it.each<[string, readonly JournalEntry[], readonly string[]]>([
    ["a message's answer", [entry("execute-api/answer", { ...ROUTE, status: 200 })], ["Api bid → Bid"]],
    ["a failed one", [entry("execute-api/answer", { ...ROUTE, status: 502 })], ["Api bid → Bid!"]],
    ["an authorizer", [entry("execute-api/authorizer", { ...ROUTE, decision: "allow" })], ["Api bid → Door"]],
    ["one that denies", [entry("execute-api/authorizer", { ...ROUTE, decision: "deny" })], ["Api bid → Door!"]],
    [
      "a function's call of a table",
      [invoked, entry("dynamodb/call", { table: "stack-Table", status: 200 }, ["c", "bid"])],
      ["Bid → Table"],
    ],
    [
      "one that was refused",
      [invoked, entry("dynamodb/call", { table: "stack-Table", status: 400 }, ["c", "bid"])],
      ["Bid → Table!"],
    ],
    [
      "an event of a call that is told of later",
      [
        invoked,
        entry("events/event", { bus: "auction", rules: [] }, ["e", "call"]),
        entry("events/call", { operation: "PutEvents", status: 200 }, ["call", "bid"]),
      ],
      ["Bid → Bus"],
    ],
    ["a developer's own call", [entry("dynamodb/call", { table: "stack-Table", status: 200 })], []],
    [
      "an event",
      [invoked, entry("events/event", { bus: "auction", rules: ["placed"] }, ["e", "bid"])],
      ["Bid → Bus", "Bus → Rule"],
    ],
    ["a delivery", [entry("events/delivered", { rule: "arn:rule", target: "arn:queue" })], ["Rule → Queue"]],
    ["one that fails", [entry("events/delivery-failed", { rule: "arn:rule", target: "arn:queue" })], ["Rule → Queue!"]],
    [
      "one that is given up",
      [entry("events/dead-letter", { rule: "arn:rule", deadLetterQueueArn: "arn:dead" })],
      ["Rule → Dead!"],
    ],
    [
      "a batch",
      [entry("lambda/batch", { eventSourceArn: "arn:queue", functionName: "stack-Bid", failed: [] })],
      ["Queue → Bid"],
    ],
    [
      "one with a failure",
      [entry("lambda/batch", { eventSourceArn: "arn:queue", functionName: "stack-Bid", failed: ["1"] })],
      ["Queue → Bid!"],
    ],
    ["a dead letter", [entry("sqs/dead-letter", { queue: "bids", deadLetterQueue: "dead" })], ["Queue → Dead!"]],
    ["a post", [invoked, entry("execute-api/post", { apiId: "api" }, ["p", "bid"])], ["Bid → Api @connections"]],
    [
      "a secret that is read",
      [invoked, entry("secretsmanager/get", { secret: "stack-Key" }, ["s", "bid"])],
      ["Bid → Key"],
    ],
    ["something unknown", [entry("engine/clock", {})], []],
    ["data of a stranger", [entry("events/event", { bus: 7, rules: "no" }), entry("lambda/batch", {})], []],
  ])("%s", (_, entries, arrows) => {
    expect(wayOf(...entries)).toEqual(arrows);
  });

  it("functions are counted by their reports", () => {
    const flows = new Flows({ nodes: NODES, edges: EDGES });
    flows.add(entry("lambda/report", { functionName: "stack-Bid" }));
    flows.add(entry("lambda/report", { functionName: "stack-Bid", error: { message: "no" } }));
    expect(flows.node("Bid")).toMatchObject({ total: 2, errors: 1, lastAt: 5_000 });
  });
});

describe("a count", () => {
  it("knows the last minute, and all since the beginning", () => {
    const count = new MinuteCount();
    count.add(1_000, true);
    count.add(50_000, false);
    count.add(70_000, false);
    expect([count.total, count.errors, count.lastMinute(70_000)]).toEqual([3, 1, { total: 2, errors: 0 }]);
    expect(count.lastMinute(7_270_000)).toEqual({ total: 0, errors: 0 });
  });
});
