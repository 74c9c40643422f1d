import { afterEach, describe, expect, it, vi } from "vitest";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const event = (message: unknown) => ({
  body: typeof message === "string" ? message : JSON.stringify(message),
  requestContext: { connectionId: "abc=", connectedAt: 0, requestId: "r" },
});

const LATER = { N: String(Math.floor(Date.now() / 1000) + 3600) };
const CONNECTION = { connectionId: { S: "abc=" }, userId: { S: "u" }, sub: { S: "s" }, exp: LATER, ttl: LATER };

/** A connection that is known, and has sent so much in this minute. */
const registered =
  ({ messages = 1, mistakes = 1 } = {}) =>
  ({ operation, body }: RecordedCall): StubAnswer => {
    if (operation !== "UpdateItem") return { body: {} };
    const { Key, ExpressionAttributeNames = {} } = JSON.parse(body);
    if (Key.sk.S.startsWith("R#")) return { body: { Attributes: { messages: { N: "1" } } } };
    const counter: string = ExpressionAttributeNames["#this"];
    const count = counter.startsWith("mistakes") ? mistakes : messages;
    return { body: { Attributes: { ...CONNECTION, [counter]: { N: String(count) } } } };
  };

describe("two-way routes", () => {
  it.each([
    [
      "subscribe",
      () => import("../../../src/handlers/websocket/subscribe.ts"),
      { type: "subscribed", entityId: "e", seq: 0 },
    ],
    [
      "unsubscribe",
      () => import("../../../src/handlers/websocket/unsubscribe.ts"),
      { type: "unsubscribed", entityId: "e" },
    ],
  ])("%s answers on the same connection", async (action, load, answer) => {
    await using stub = await startAwsStub(registered());
    const { handler } = await coldStart(stub.endpoint, load);
    const response = await handler(event({ action, entityId: "e" }), CONTEXT);
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual(answer);
    expect(stub.calls.map(({ operation }) => operation)).toContain("TransactWriteItems");
  });

  it("leave an error of ours to API Gateway, which tells the client and counts it", async () => {
    await using stub = await startAwsStub(() => ({ status: 400, body: { __type: "ValidationException" } }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/subscribe.ts"));
    await expect(handler(event({ action: "subscribe", entityId: "e" }), CONTEXT)).rejects.toThrow();
  });

  it("refuse more than their share of a minute, with two writes at most", async () => {
    await using stub = await startAwsStub(registered({ messages: 101 }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/unsubscribe.ts"));
    const { body } = await handler(event({ action: "unsubscribe", entityId: "e", requestId: "7" }), CONTEXT);
    expect(JSON.parse(body)).toMatchObject({ type: "error", code: "rate_limited", requestId: "7" });
    expect(JSON.parse(body).retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["UpdateItem"]);
  });

  const WRONG: readonly (readonly [string, unknown, string])[] = [
    ["dance", { action: "dance" }, "unknown_action"],
    ["what is not JSON", "hello", "invalid_json"],
    ["a list", [], "invalid_message"],
  ];

  it.each(WRONG)("$default answers %s with an error, and counts it", async (_, message, code) => {
    await using stub = await startAwsStub(registered());
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/default.ts"));
    const { statusCode, body } = await handler(event(message), CONTEXT);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ type: "error", code });
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "UpdateItem", "UpdateItem"]);
  });

  it("$default asks for the end of a connection that was wrong too often", async () => {
    await using stub = await startAwsStub(registered({ mistakes: 20 }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/default.ts"));
    await handler(event("hello"), CONTEXT);
    const { operation, body } = stub.calls.at(-1) ?? expect.fail();
    expect(operation).toBe("SendMessageBatch");
    expect(JSON.parse(body)).toMatchObject({
      QueueUrl: expect.stringMatching(/\/close$/),
      Entries: [{ MessageBody: '{"kind":"close","connectionId":"abc=","code":"too_many_errors"}' }],
    });
  });
});

describe("$disconnect", () => {
  it("forgets the connection and its subscriptions", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/disconnect.ts"));
    expect(await handler(event(""), CONTEXT)).toEqual({ statusCode: 200 });
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["DeleteItem", "Query"]);
  });

  it("gives the user's place back", async () => {
    const row = { ...CONNECTION, connectedAt: { N: "1000" }, tenant: { S: "t" } };
    await using stub = await startAwsStub(({ operation }) => ({
      body: operation === "DeleteItem" ? { Attributes: row } : {},
    }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/websocket/disconnect.ts"));
    await handler(event(""), CONTEXT);
    const { body } = stub.calls.find(({ operation }) => operation === "UpdateItem") ?? expect.fail();
    expect(JSON.parse(body)).toMatchObject({
      Key: { pk: { S: "T#t#U#u" } },
      UpdateExpression: "DELETE places :places",
      ExpressionAttributeValues: { ":places": { SS: ["1000 abc="] } },
    });
  });
});

describe("CreateTestJwt", () => {
  it("answers with an authToken", async () => {
    await using stub = await startAwsStub(() => ({ body: { SecretString: "s".repeat(64) } }));
    const { handler } = await coldStart(
      stub.endpoint,
      () => import("../../../src/handlers/secrets/create-test-jwt.ts"),
    );
    expect(await handler({})).toEqual({ authToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  });
});

describe("a setting that is missing", () => {
  it("stops the cold start with its name", async () => {
    vi.stubEnv("TABLE_NAME", "");
    vi.resetModules();
    await expect(import("../../../src/handlers/websocket/connect.ts")).rejects.toThrow("TABLE_NAME is not set");
  });
});

describe("a message with a traceparent", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const spanId = "00f067aa0ba902b7";
  const given = `00-${traceId}-${spanId}-01`;
  const another = expect.stringMatching(new RegExp(`^00-${traceId}-(?!${spanId})[0-9a-f]{16}-01$`));

  async function send(message: unknown, load = () => import("../../../src/handlers/websocket/unsubscribe.ts")) {
    await using stub = await startAwsStub(registered({ mistakes: 20 }));
    const settings = { _X_AMZN_TRACE_ID: "Root=1-11111111-222222222222222222222222;Parent=3333333333333333;Sampled=1" };
    const { handler } = await coldStart(stub.endpoint, load, "INFO", settings);
    let frame: Record<string, unknown> = {};
    const output = await outputOf(async () => {
      frame = JSON.parse((await handler(event(message), CONTEXT)).body);
    });
    return { frame, output, calls: stub.calls };
  }

  it("is answered with another span of its trace", async () => {
    const { frame } = await send({ action: "unsubscribe", entityId: "e", requestId: "7", traceparent: given });
    expect(frame).toEqual({ type: "unsubscribed", entityId: "e", requestId: "7", traceparent: another });
  });

  it("is in it with all that comes of it, errors and messages to queues too, and X-Ray hears nothing of it", async () => {
    const load = () => import("../../../src/handlers/websocket/default.ts");
    const { frame, calls } = await send({ action: "dance", traceparent: given }, load);
    expect(frame).toMatchObject({ type: "error", code: "unknown_action", traceparent: another });
    const [{ MessageAttributes, MessageSystemAttributes }] = JSON.parse(calls.at(-1)?.body ?? "").Entries;
    expect(MessageAttributes.traceparent.StringValue).toBe(frame.traceparent);
    expect(MessageSystemAttributes).toBeUndefined();
  });

  it.each([[`${given}\n{"forged":1}`], [given.toUpperCase()], [{ toString: given }], [[given]], [7], [null], [""]])(
    "that is none is answered as if there were none: %j",
    async (traceparent) => {
      const { frame, output } = await send({ action: "unsubscribe", entityId: "e", traceparent });
      expect(frame).toEqual({ type: "unsubscribed", entityId: "e" });
      for (const text of ["forged", traceId]) expect(output).not.toContain(text);
    },
  );

  it.each([[`["traceparent"]`], [`"traceparent"`], [`{"traceparent":`], [`{"a":{"traceparent":"${given}"}}`]])(
    "is none that has it elsewhere: %s",
    async (text) => {
      const { frame } = await send(text, () => import("../../../src/handlers/websocket/default.ts"));
      expect(frame.type).toBe("error");
      expect(frame).not.toHaveProperty("traceparent");
    },
  );
});
