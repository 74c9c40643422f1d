import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPushing } from "../support/pushing.ts";
import { handshake } from "../support/sockets.ts";
import { type JournalEntry, type System, startSystem } from "../support/system.ts";

let system: System;
let { connectAs, publish } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem();
  ({ connectAs, publish } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

/** The entries of the trace in which this one came about, once there is one that `ends` it. */
async function traceOf(found: JournalEntry, ends: (entry: JournalEntry) => boolean): Promise<readonly JournalEntry[]> {
  const traceId = found.trace?.traceId ?? "";
  await system.waitFor((entry) => entry.trace?.traceId === traceId && ends(entry));
  const response = await fetch(`${system.endpoint}/_portcullis/entries?traceId=${traceId}`);
  return ((await response.json()) as { entries: JournalEntry[] }).entries;
}

const is = (name: string, data: Readonly<Record<string, unknown>> = {}) => {
  const [service, type] = name.split("/");
  return (entry: JournalEntry) =>
    entry.service === service &&
    entry.type === type &&
    Object.entries(data).every(([member, value]) => entry.data[member] === value);
};

const label = ({ service, type, data }: JournalEntry) =>
  [`${service}/${type}`, data.logicalId ?? data.operation ?? data.queue ?? data.bus ?? data.routeKey]
    .filter(Boolean)
    .join(" ");

/** A trace as indented lines, one a span with what came about in it. */
function treeOf(entries: readonly JournalEntry[], shown: (entry: JournalEntry) => boolean = () => true): string[] {
  const spans = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const { spanId = "" } = entry.trace ?? {};
    spans.set(spanId, [...(spans.get(spanId) ?? []), entry]);
  }
  const lines = (parentId: string | undefined, depth: number): string[] =>
    [...spans].flatMap(([spanId, [first, ...others]]) => {
      if (!first || first.trace?.parentId !== parentId) return [];
      const labels = [first, ...others].filter(shown).map(label);
      return [`${"  ".repeat(depth)}${[...new Set(labels)].join(", ")}`, ...lines(spanId, depth + 1)];
    });
  return lines(undefined, 0);
}

const isNoLog = ({ type }: JournalEntry) => type !== "log";

describe("a trace of the journal", () => {
  it("holds a handshake, its authorizer and `$connect` with the calls of their functions", async () => {
    using _socket = await connectAs("ann");
    const connect = await system.waitFor(is("execute-api/connect", { principalId: "ann" }));
    const entries = await traceOf(connect, is("execute-api/connect"));
    expect(treeOf(entries, isNoLog)).toEqual([
      "execute-api/answer $connect, execute-api/connect $connect",
      "  execute-api/authorizer $connect",
      "    lambda/invoke AuthorizerFunction, lambda/report AuthorizerFunction",
      // The current secret and the one before, of which there may be none, are asked for at once.
      expect.stringContaining("secretsmanager/call GetSecretValue"),
      expect.stringContaining("secretsmanager/call GetSecretValue"),
      "  lambda/invoke ConnectFunction, lambda/report ConnectFunction",
      "    dynamodb/call UpdateItem",
      "    dynamodb/call PutItem",
    ]);
    const [log, report] = ["log", "report"].map((type) => entries.find((entry) => entry.type === type));
    expect(log?.trace).toBeDefined();
    expect(report?.trace?.spanId).not.toBe(connect.trace?.spanId);
  });

  it("tells tables, keys and what became of them, and no other value", async () => {
    const call = await system.waitFor(is("dynamodb/call", { operation: "PutItem" }));
    const { pk } = call.data.key as Record<string, string>;
    expect(call.data).toEqual({
      operation: "PutItem",
      status: 200,
      table: system.outputs.TableName,
      key: { pk, sk: "META" },
    });
    expect(JSON.stringify(call.data)).not.toContain("Lee");
  });

  it("holds a message with the calls of its function", async () => {
    using socket = await connectAs("bob");
    socket.send({ action: "subscribe", entityId: "order-7" });
    await socket.next({ type: "subscribed" });
    const answer = await system.waitFor(is("execute-api/answer", { routeKey: "subscribe" }));
    const [root, invocation, ...calls] = treeOf(await traceOf(answer, is("execute-api/answer")), isNoLog);
    expect([root, invocation]).toEqual([
      "execute-api/message subscribe, execute-api/answer subscribe",
      "  lambda/invoke SubscribeFunction, lambda/report SubscribeFunction",
    ]);
    expect(new Set(calls.map((line) => line.replace(/ \w+$/, "")))).toEqual(new Set(["    dynamodb/call"]));
  });

  it("leads from an event over rule, queue and batch to the post", async () => {
    using socket = await connectAs("cid", ["order-1"]);
    await publish("entity-updated", [{ entityId: "order-1", message: "paid" }]);
    await socket.next({ message: "paid" });
    const event = await system.waitFor(is("events/event"));
    const entries = await traceOf(event, is("lambda/batch"));
    const root = entries[0]?.trace?.parentId;
    const names = entries.filter(isNoLog).filter(({ service }) => service !== "dynamodb");
    expect([...new Set(names.map(label))]).toEqual([
      "events/event default",
      expect.stringContaining("sqs/send "),
      "events/delivered",
      "lambda/invoke PublishEntityFunction",
      "execute-api/post",
      "lambda/report PublishEntityFunction",
      expect.stringContaining("sqs/delete "),
      "lambda/batch PublishEntityFunction",
    ]);
    // Each is a part of another, up to the call that published it.
    const spans = new Set([root, ...entries.map(({ trace }) => trace?.spanId)]);
    expect(entries.filter(({ trace }) => !spans.has(trace?.parentId))).toEqual([]);
  });

  it("holds why a handshake was refused", async () => {
    const { status } = await handshake(system.url, { "Sec-WebSocket-Protocol": "websocket, no.token.atall" });
    expect(status).toBe(401);
    const refusal = await system.waitFor(is("execute-api/refuse"));
    expect(treeOf(await traceOf(refusal, is("execute-api/refuse")), isNoLog).slice(0, 3)).toEqual([
      "execute-api/refuse $connect",
      "  execute-api/authorizer $connect",
      "    lambda/invoke AuthorizerFunction, lambda/report AuthorizerFunction",
    ]);
  });
});
