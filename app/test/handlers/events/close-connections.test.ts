import { afterEach, describe, expect, it, vi } from "vitest";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const context = { ...CONTEXT, getRemainingTimeInMillis: () => 60_000 };
const event = (kind: string, detail: unknown) => ({
  "detail-type": kind,
  id: "e",
  time: "2026-01-31T12:00:00Z",
  detail,
});

async function invoke(message: unknown, answer: (call: RecordedCall) => StubAnswer = () => ({ body: {} })) {
  await using stub = await startAwsStub(answer);
  const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/events/close-connections.ts"));
  let result: unknown;
  await outputOf(async () => {
    result = await handler({ Records: [{ messageId: "m", body: JSON.stringify(message) }] }, context);
  });
  const steps = stub.calls.map(({ method, path, operation }) => (operation ? operation : `${method} ${path}`));
  return { result, steps, calls: stub.calls };
}

const sentTo = (calls: readonly RecordedCall[], queue: string) =>
  calls
    .filter(({ operation, body }) => operation === "SendMessageBatch" && JSON.parse(body).QueueUrl.endsWith(queue))
    .flatMap(({ body }) => JSON.parse(body).Entries);

/** Collects what was written into receipts, each of which ends within the hour. */
function receiptsIn(calls: readonly RecordedCall[]) {
  const updates = calls.filter(({ operation, body }) => operation === "UpdateItem" && body.includes("receipt#e"));
  return updates.map(({ body }) => {
    const { UpdateExpression, ExpressionAttributeValues: values } = JSON.parse(body);
    expect(Number(values[":ttl"].N)).toBeLessThanOrEqual(Date.now() / 1000 + 3600);
    const set = /ADD (\w+) :ids/.exec(UpdateExpression)?.[1];
    return { ...(UpdateExpression.includes("isAsked") && { isAsked: true }), ...(set && { [set]: values[":ids"].SS }) };
  });
}

const done = { batchItemFailures: [] };

describe("CloseConnections", () => {
  it("tells the client why, closes, and forgets the connection", async () => {
    const { result, steps, calls } = await invoke({ kind: "close", connectionId: "abc=", code: "too_slow" });
    expect(result).toEqual(done);
    expect(steps).toEqual(["POST /dev/@connections/abc%3D", "DELETE /dev/@connections/abc%3D", "DeleteItem", "Query"]);
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({ type: "disconnect", code: "too_slow", reconnect: true });
  });

  it("marks one that is still opening, and comes back for it", async () => {
    const place = { userId: "u", tenant: "t", connectedAt: Date.now() };
    const command = { kind: "close", connectionId: "abc=", code: "kicked", place };
    const { result, steps, calls } = await invoke(command, ({ path }) =>
      path.includes("connections/") ? { status: 410 } : { body: {} },
    );
    expect(result).toEqual(done);
    expect(steps.slice(1)).toEqual(["GetItem", "UpdateItem", "Query", "SendMessageBatch"]);
    const update = JSON.parse(calls[2]?.body ?? "");
    expect(update).toMatchObject({
      Key: { pk: { S: "C#abc=" }, sk: { S: "META" } },
      UpdateExpression: expect.stringMatching(/^SET (#\w+ = :\w+,?)+ REMOVE #GSI1PK,#GSI1SK$/),
      ExpressionAttributeValues: { ":closing": { S: "kicked" }, ":exp": { N: "0" }, ":userId": { S: "u" } },
    });
    expect(sentTo(calls, "/close")).toMatchObject([{ MessageBody: JSON.stringify(command), DelaySeconds: 1 }]);
  });

  it("does it again when the connection could not be closed", async () => {
    const { result, steps } = await invoke(
      { kind: "close", connectionId: "abc=", code: "too_slow" },
      ({ method, path }) => (method === "DELETE" && path.includes("connections") ? { status: 403 } : { body: {} }),
    );
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
    expect(steps).toContain("DeleteItem");
  });

  it("asks itself to close each connection of a user who is disconnected", async () => {
    const { result, calls } = await invoke(
      event("Disconnect User", { userId: "u", reason: "bye" }),
      ({ operation }) => ({
        body: operation === "GetItem" ? { Item: { places: { SS: ["1000 a=", "2000 b="] } } } : {},
      }),
    );
    expect(result).toEqual(done);
    expect(sentTo(calls, "/close").map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual(
      [
        { connectionId: "a=", place: { userId: "u", connectedAt: 1000 } },
        { connectionId: "b=", place: { userId: "u", connectedAt: 2000 } },
      ].map((connection) => ({ kind: "close", ...connection, code: "kicked", reason: "bye", receipt: "e" })),
    );
    expect(receiptsIn(calls)).toEqual([{ isAsked: true, asked: ["a=", "b="] }]);
  });

  it("notes for the event that a user has no connection", async () => {
    const { calls } = await invoke(event("Disconnect User", { userId: "u" }));
    expect(receiptsIn(calls)).toEqual([{ isAsked: true }]);
  });

  it.each([
    [204, "closed"],
    [410, "gone"],
  ])("notes for the event what came of a connection (%i: %s), once it is forgotten", async (status, outcome) => {
    const close = { kind: "close", connectionId: "abc=", code: "kicked", receipt: "e" };
    const { steps, calls } = await invoke(close, ({ method }) => (method === "DELETE" ? { status } : { body: {} }));
    expect(receiptsIn(calls)).toEqual([{ [outcome]: ["abc="] }]);
    expect(steps.at(-1)).toBe("UpdateItem");
  });

  it("notes nothing for the event as long as a connection may be opening: its close comes again", async () => {
    const place = { userId: "u", connectedAt: Date.now() };
    const close = { kind: "close", connectionId: "abc=", code: "kicked", place, receipt: "e" };
    const { calls } = await invoke(close, ({ method }) => (method === "DELETE" ? { status: 410 } : { body: {} }));
    expect(receiptsIn(calls)).toEqual([]);
    expect(sentTo(calls, "/close").map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual([close]);
  });

  it("notes nothing for the event as long as a connection could not be closed", async () => {
    const close = { kind: "close", connectionId: "abc=", code: "kicked", receipt: "e" };
    const { calls } = await invoke(close, ({ method }) => (method === "DELETE" ? { status: 403 } : { body: {} }));
    expect(receiptsIn(calls)).toEqual([]);
  });

  const ANSWERS: Readonly<Record<string, object>> = {
    Query: { Items: [{ pk: { S: "C#a=" }, sk: { S: "META" } }] },
    GetItem: { Item: { pk: { S: "C#a=" }, sk: { S: "META" }, connectionId: { S: "a=" } } },
  };

  it("writes down what is revoked for as long as its tokens may live, and looks again after a while", async () => {
    const { result, calls } = await invoke(event("Revoke Access", { jti: "stolen" }), ({ operation }) => ({
      body: ANSWERS[operation] ?? {},
    }));
    expect(result).toEqual(done);
    const { Item } = JSON.parse(calls[0]?.body ?? "");
    expect(Item).toMatchObject({ pk: { S: "revoked#stolen" } });
    expect(Number(Item.ttl.N)).toBeGreaterThan(Date.now() / 1000 + 86_400);
    expect(sentTo(calls, "/close")).toMatchObject([
      { MessageBody: '{"kind":"close","connectionId":"a=","code":"revoked","receipt":"e"}', DelaySeconds: 0 },
      { MessageBody: '{"kind":"close revoked","access":{"jti":"stolen"}}', DelaySeconds: 35 },
    ]);
  });

  it("writes a token of a tenant down as one of that tenant alone", async () => {
    const { calls } = await invoke(event("Revoke Access", { jti: "stolen", tenant: "acme" }), () => ({ body: {} }));
    expect(JSON.parse(calls[0]?.body ?? "").Item).toMatchObject({ pk: { S: "T#acme#revoked#stolen" } });
  });

  it("keeps the stricter of two times before which a user's tokens do not count", async () => {
    const access = { userId: "u", tenant: "t", issuedBefore: "2026-01-31T12:00:00.500Z" };
    const refused = {
      status: 400,
      body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" },
    };
    const { result, calls } = await invoke(event("Revoke Access", access), ({ operation, body }) =>
      operation === "UpdateItem" && !body.includes("receipt#") ? refused : { body: {} },
    );
    expect(result).toEqual(done);
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({
      Key: { pk: { S: "T#t#U#u" } },
      ConditionExpression: "attribute_not_exists(issuedBefore) OR issuedBefore < :issuedBefore",
      ExpressionAttributeValues: { ":issuedBefore": { N: String(Date.UTC(2026, 0, 31, 12) / 1000 + 0.5) } },
    });
  });

  it.each([
    ["of a kind that there is not", { kind: "open", connectionId: "abc=" }],
    ["with a code that there is not", { kind: "close", connectionId: "abc=", code: "bored" }],
    ["that revokes nothing", event("Revoke Access", { userId: "u" })],
    ["of another event", event("Entity Updated", { entityId: "e", message: "m" })],
  ])("buries a message %s, and touches nothing else", async (_, message) => {
    const { result, steps, calls } = await invoke(message);
    expect(result).toEqual(done);
    expect(steps).toEqual(["SendMessageBatch"]);
    expect(sentTo(calls, "/dead")).toHaveLength(1);
  });
});
