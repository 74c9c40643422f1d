import { afterEach, describe, expect, it, vi } from "vitest";
import type { QueueEvent, QueueMessage } from "../../../src/aws/lambda/events.ts";
import { type RecordedCall, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const LATER = { N: String(Math.floor(Date.now() / 1000) + 3600) };
const traceIds = ["a", "b", "c", "d"].map((digit) => digit.repeat(32));
const [A = "", B = "", C = "", D = ""] = traceIds;
const SPAN = "1234567890abcdef";
const given = (traceId: string, flags = "01") => `00-${traceId}-${SPAN}-${flags}`;
const xRay = (traceId: string, sampled = 1) =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${SPAN};Sampled=${sampled}`;
/** Another span of the trace. */
const childOf = (traceId: string, flags = "01") =>
  expect.stringMatching(new RegExp(`^00-${traceId}-(?!${SPAN})[0-9a-f]{16}-${flags}$`));

type Handler = (event: QueueEvent, context: typeof CONTEXT) => Promise<unknown>;
type Load = () => Promise<{ handler: Handler }>;
const publishEntity: Load = () => import("../../../src/handlers/events/publish-entity.ts");
const publishStream: Load = () => import("../../../src/handlers/events/publish-stream.ts");
const notifyUser: Load = () => import("../../../src/handlers/events/notify-user.ts");
const send: Load = () => import("../../../src/handlers/events/send.ts");

const record = (messageId: string, detailType: string, detail: object, more: Partial<QueueMessage> = {}) => ({
  messageId,
  body: JSON.stringify({ id: messageId, time: "2026-01-31T12:00:00Z", "detail-type": detailType, detail }),
  ...more,
});

interface Sent {
  readonly MessageBody: string;
  readonly MessageAttributes?: { readonly traceparent: { readonly StringValue: string } };
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader: { readonly StringValue: string } };
}

/** Two subscribers; posts to `b=` fail. */
async function run(load: Load, Records: QueueMessage[], invocation?: string) {
  const rows = ["a=", "b="].map((id) => ({ pk: { S: `C#${id}` }, exp: LATER, ttl: LATER }));
  await using stub = await startAwsStub(({ path, operation, body }: RecordedCall) => {
    if (path.includes("@connections")) return path.includes("b%3D") ? { status: 500 } : {};
    return { body: operation === "Query" && body.includes("GSI1") ? { Items: rows } : {} };
  });
  const { handler } = await coldStart(stub.endpoint, load, "INFO", invocation ? { _X_AMZN_TRACE_ID: invocation } : {});
  const output = await outputOf(() => handler({ Records }, CONTEXT));
  const all = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const posts = stub.calls.filter(({ path }) => path.includes("a%3D"));
  const sent = stub.calls.filter(({ operation }) => operation === "SendMessageBatch");
  return {
    output,
    lines: all.filter(({ level }) => level !== undefined),
    frames: posts.map(({ body }) => JSON.parse(body)),
    headers: posts.map(({ headers }) => headers["x-amzn-trace-id"]),
    sent: sent.flatMap(({ body }) => JSON.parse(body).Entries as Sent[]),
  };
}

describe("the trace of a publish", () => {
  it.each<[string, Load, string, object]>([
    ["update", publishEntity, "Entity Updated", { entityId: "e", message: 1 }],
    ["batch of updates", publishEntity, "Entities Updated", { updates: [{ entityId: "e", message: 1 }] }],
    ["notification", notifyUser, "Send User Push Notification", { userId: "u", message: 1 }],
    ["stream", publishStream, "Entity Stream", { entityId: "e", streamId: "s", offset: 0 }],
  ])("goes on in the pushes of its %s, each log line and each message to a queue", async (_, load, kind, detail) => {
    const { frames, lines, sent } = await run(load, [record("1", kind, { ...detail, traceparent: given(A) })]);
    expect(frames).toMatchObject([{ traceparent: childOf(A) }]);
    expect(lines.length).toBeGreaterThan(0);
    const spanId = frames[0].traceparent.slice(36, 52);
    for (const line of lines) expect(line).toMatchObject({ traceId: A, spanId });
    for (const { MessageAttributes } of sent)
      expect(MessageAttributes?.traceparent.StringValue).toBe(frames[0].traceparent);
  });

  it("goes on in the deliveries that are made of it, which are the same deliveries in whatever trace", async () => {
    const { sent, frames } = await run(publishEntity, [
      record("1", "Entity Updated", { entityId: "e", message: 1, traceparent: given(A, "00") }),
    ]);
    const [{ MessageBody: body = "", MessageAttributes } = {}] = sent;
    const stringValue = MessageAttributes?.traceparent.StringValue;
    expect(stringValue).toEqual(childOf(A, "00"));
    const again = await run(send, [
      { messageId: "2", body, messageAttributes: { traceparent: { stringValue: stringValue ?? "" } } },
    ]);
    // What is posted is what was kept, whoever posts it.
    expect(JSON.parse(body).message.traceparent).toBe(frames[0].traceparent);
    for (const line of again.lines) expect(line).toMatchObject({ traceId: A });
    for (const line of again.lines) expect(line.spanId).not.toBe(stringValue?.slice(36, 52));
  });

  it("is each message's own, side by side in one invocation", async () => {
    const { frames, lines } = await run(
      publishStream,
      [A, B, C].map((traceId) =>
        record(traceId, "Entity State", { entityId: traceId, key: "k", value: 1, traceparent: given(traceId) }),
      ),
    );
    expect(new Set(frames.map(({ entityId }) => entityId))).toEqual(new Set([A, B, C]));
    for (const { entityId, traceparent } of frames) expect(traceparent).toEqual(childOf(entityId));
    const delivered = lines.filter(({ message }) => message === "Delivered");
    expect(new Set(delivered.map(({ traceId }) => traceId))).toEqual(new Set([A, B, C]));
    for (const { traceId } of lines) expect([A, B, C]).toContain(traceId);
  });

  it("is known of a dead letter", async () => {
    const { sent } = await run(publishEntity, [record("1", "Entity Updated", { message: 1, traceparent: given(A) })]);
    expect(sent.map(({ MessageAttributes: own }) => own?.traceparent.StringValue)).toEqual([childOf(A)]);
  });

  it("is that of each update of a batch which has one", async () => {
    const updates = [A, undefined].map((one, message) => ({
      entityId: "e",
      message,
      ...(one !== undefined && { traceparent: given(one, "00") }),
    }));
    const event = record("1", "Entities Updated", { updates, traceparent: given(B) });
    const { frames, lines } = await run(publishEntity, [event]);
    expect(frames.map(({ traceparent }) => traceparent)).toEqual([childOf(A, "00"), childOf(B)]);
    const delivered = lines.filter(({ message }) => message === "Delivered");
    expect(delivered.map(({ traceId }) => traceId)).toEqual([A, B]);
  });
});

describe("a publish without a traceparent", () => {
  const detail = { entityId: "e", message: 1 };

  it("has X-Ray's trace, that of its message before that of the invocation", async () => {
    const attributes = { AWSTraceHeader: xRay(C) };
    const first = await run(publishEntity, [record("1", "Entity Updated", detail, { attributes })], xRay(D));
    expect(first.frames).toMatchObject([{ traceparent: childOf(C) }]);
    const second = await run(publishEntity, [record("1", "Entity Updated", detail)], xRay(D, 0));
    expect(second.frames).toMatchObject([{ traceparent: childOf(D, "00") }]);
    for (const line of second.lines) expect(line.traceId).toBe(D);
  });

  it("begins a trace where there is none, with all its log lines in it", async () => {
    const { frames, lines } = await run(publishEntity, [record("1", "Entity Updated", detail)]);
    expect(frames).toMatchObject([{ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/) }]);
    const traceId = frames[0].traceparent.slice(3, 35);
    for (const line of lines) expect(line.traceId).toBe(traceId);
  });

  it.each([
    ["no trace at all"],
    [7],
    [null],
    [`${given(A)}\n{"level":"ERROR","forged":1}`],
    [`00-${"0".repeat(32)}-${SPAN}-01`],
    [{ a: [1] }],
  ])("is one that has %j: it is no error, and never in a log line", async (traceparent) => {
    const { frames, output, sent } = await run(publishEntity, [
      record("1", "Entity Updated", { ...detail, traceparent }, { attributes: { AWSTraceHeader: xRay(C) } }),
    ]);
    expect(frames).toMatchObject([{ message: 1, traceparent: childOf(C) }]);
    if (typeof traceparent === "string") expect(output).not.toContain(traceparent.slice(3, 60));
    expect(output).not.toContain("forged");
    expect(sent[0]?.MessageAttributes?.traceparent.StringValue).toEqual(childOf(C));
  });
});

describe("X-Ray's header of a message", () => {
  const detail = { entityId: "e", message: 1, traceparent: given(A) };

  it("goes on to queues and posts, made anew", async () => {
    const attributes = { AWSTraceHeader: `${xRay(C)};Lineage=x:0\r\nInjected: yes` };
    const { headers, sent } = await run(publishEntity, [record("1", "Entity Updated", detail, { attributes })]);
    // Not a header that anything follows.
    expect(headers).toEqual([xRay(C)]);
    expect(sent.map(({ MessageSystemAttributes: own }) => own?.AWSTraceHeader.StringValue)).toEqual([xRay(C)]);
  });

  it("is made up for nobody", async () => {
    const { headers, sent } = await run(publishEntity, [record("1", "Entity Updated", detail)], xRay(D));
    expect(headers).toEqual([undefined]);
    expect(sent.map(({ MessageSystemAttributes }) => MessageSystemAttributes)).toEqual([undefined]);
  });
});
