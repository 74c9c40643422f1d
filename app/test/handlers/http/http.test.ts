import { problemOf } from "@portcullis/contract";
import { afterEach, describe, expect, it, vi } from "vitest";
import { contextOf } from "../../../src/aws/lambda/authorizer-result.ts";
import type { HttpEvent } from "../../../src/aws/lambda/http-api.ts";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";
import { forge, KEY } from "../../support/tokens.ts";

afterEach(() => vi.unstubAllEnvs());

const seconds = () => Math.floor(Date.now() / 1000);
const caller = () => ({ userId: "ann", sub: "s", exp: seconds() + 3600 });
const event = (more: Partial<HttpEvent> = {}): HttpEvent => ({
  headers: {},
  requestContext: { requestId: "r", authorizer: { lambda: contextOf(caller()) } },
  ...more,
});

describe("the HTTP API's authorizer", () => {
  const token = (claims: object = {}) =>
    forge(
      { alg: "HS256", typ: "JWT" },
      { sub: "s", userId: "ann", jti: "7", iat: seconds(), exp: seconds() + 60, ...claims },
    );

  /** The secret, and what was revoked. */
  const aws =
    (rows: Readonly<Record<string, object>> = {}) =>
    ({ operation, body }: RecordedCall): StubAnswer => {
      if (operation === "GetItem") return { body: { Item: rows[JSON.parse(body).Key.pk.S] } };
      const { VersionStage } = JSON.parse(body);
      if (VersionStage === "AWSPREVIOUS") return { status: 400, body: { __type: "ResourceNotFoundException" } };
      return { body: { SecretString: Buffer.from(KEY).toString(), CreatedDate: seconds() - 3600 } };
    };

  async function ask(authorization: string | undefined, answer = aws()) {
    await using stub = await startAwsStub(answer);
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/http/http-authorizer.ts"));
    return await handler({ headers: { authorization } }, CONTEXT);
  }

  it("lets a user in, and says who it is in text alone", async () => {
    const { isAuthorized, context } = await ask(`Bearer ${token()}`);
    expect(isAuthorized).toBe(true);
    expect(context).toMatchObject({ userId: "ann", sub: "s", jti: "7" });
    for (const value of Object.values(context)) expect(typeof value).toBe("string");
  });

  it.each<[string, () => string | undefined, Record<string, object>?]>([
    ["no header", () => undefined],
    ["another scheme", () => `Basic ${token()}`],
    ["two tokens", () => `Bearer ${token()} ${token()}`],
    ["an expired token", () => `Bearer ${token({ iat: 1, exp: 2 })}`],
    ["a ticket", () => `Bearer tkt_${"x".repeat(43)}`],
    ["a revoked token", () => `Bearer ${token()}`, { "revoked#7": { pk: { S: "x" } } }],
    ["a revoked user's token", () => `Bearer ${token()}`, { "U#ann": { issuedBefore: { N: String(seconds() + 60) } } }],
  ])("answers %s with exactly Unauthorized, and logs why without the token", async (_, header, rows) => {
    const text = header();
    const output = await outputOf(() => expect(ask(text, aws(rows))).rejects.toThrow(/^Unauthorized$/));
    expect(output).toContain("Request refused");
    // Lambda counts an error; the alarm takes off what is counted here.
    for (const metric of ["Refusals", "Unauthorized"]) expect(output).toContain(`"${metric}":1`);
    for (const part of text?.split(/[ .]/).filter((one) => one.length > 20) ?? []) expect(output).not.toContain(part);
  });

  it("lets nobody in while it cannot be decided, and does not call their token wrong", async () => {
    const down = () => ({ status: 400, body: { __type: "AccessDeniedException" } });
    await expect(ask(`Bearer ${token()}`, down)).rejects.not.toThrow(/^Unauthorized$/);
    const tableDown = (call: RecordedCall) => (call.operation === "GetItem" ? down() : aws()(call));
    await expect(ask(`Bearer ${token()}`, tableDown)).rejects.not.toThrow(/^Unauthorized$/);
  });
});

/** DynamoDB, where calls and messages of the user's minute have come to this many. */
const countingTo =
  (messages: number) =>
  ({ operation }: RecordedCall): StubAnswer => ({
    body: operation === "UpdateItem" ? { Attributes: { messages: { N: String(messages) } } } : {},
  });

describe("HTTP handlers that write", () => {
  const LIMIT = 3;
  const WRITERS = [
    ["POST /tickets", 201, () => import("../../../src/handlers/http/create-ticket.ts")],
    ["POST /requests", 202, () => import("../../../src/handlers/http/create-request.ts")],
    // Of a request that there is not.
    ["DELETE /requests/{id}", 404, () => import("../../../src/handlers/http/cancel-request.ts")],
  ] as const;
  const body = JSON.stringify({ name: "countWords", input: { text: "one" } });

  async function post(load: (typeof WRITERS)[number][2], aws: (call: RecordedCall) => StubAnswer) {
    await using stub = await startAwsStub(aws);
    const settings = { USER_MESSAGES_PER_MINUTE: String(LIMIT) };
    const { handler } = await coldStart<Awaited<ReturnType<typeof load>>>(stub.endpoint, load, "SILENT", settings);
    let answer: Awaited<ReturnType<typeof handler>> | undefined;
    const output = await outputOf(async () => {
      answer = await handler(event({ body, headers: { "idempotency-key": "1" } }), CONTEXT);
    });
    return { answer, output, calls: stub.calls };
  }

  afterEach(() => vi.useRealTimers());

  it.each(WRITERS)("%s answers %i to the last of the user's minute", async (_, status, load) => {
    const { answer, calls } = await post(load, countingTo(LIMIT));
    expect(answer?.statusCode).toBe(status);
    expect(answer?.headers).not.toHaveProperty("retry-after");
    const { Key, ExpressionAttributeValues } = JSON.parse(calls[0]?.body ?? "");
    expect(Key).toMatchObject({ pk: { S: "U#ann" }, sk: { S: expect.stringMatching(/\d+$/) } });
    expect(ExpressionAttributeValues[":cost"]).toEqual({ N: "1" });
  });

  it.each(WRITERS)("%s answers 429 to one more, says for how long, and writes nothing", async (_, _status, load) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 31, 12, 0, 18, 1) });
    const { answer, output, calls } = await post(load, countingTo(LIMIT + 1));
    expect(answer).toMatchObject({ statusCode: 429, headers: { "retry-after": "42", "cache-control": "no-store" } });
    expect(JSON.parse(answer?.body ?? "")).toEqual(problemOf("rate_limited"));
    expect(calls.map(({ operation }) => operation)).toEqual(["UpdateItem"]);
    expect(output).toContain('"cause":"rate_limited","MessagesRefused":1');
  });

  it.each(WRITERS)("%s does nothing that could not be counted", async (_, _status, load) => {
    const calls: string[] = [];
    const down = ({ operation }: RecordedCall): StubAnswer => {
      calls.push(operation);
      return { status: 400, body: { __type: "AccessDeniedException" } };
    };
    await expect(post(load, down)).rejects.toThrow("AccessDeniedException");
    expect(calls).toEqual(["UpdateItem"]);
  });
});

describe("HTTP handlers", () => {
  it("answer nobody without an authorizer's word", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    for (const load of [
      () => import("../../../src/handlers/http/create-ticket.ts"),
      () => import("../../../src/handlers/http/create-request.ts"),
      () => import("../../../src/handlers/http/get-request.ts"),
      () => import("../../../src/handlers/http/cancel-request.ts"),
    ]) {
      const { handler } = await coldStart(stub.endpoint, load);
      await expect(handler({ headers: {}, requestContext: { requestId: "r" } }, CONTEXT)).rejects.toThrow("authorizer");
    }
    expect(stub.calls).toEqual([]);
  });

  it("POST /tickets answers 201 with a ticket for the page that asked, which no cache keeps and no log has", async () => {
    await using stub = await startAwsStub(countingTo(1));
    const { handler } = await coldStart(
      stub.endpoint,
      () => import("../../../src/handlers/http/create-ticket.ts"),
      "INFO",
    );
    let answer: Awaited<ReturnType<typeof handler>> | undefined;
    const output = await outputOf(async () => {
      answer = await handler(event({ headers: { origin: "https://app.example.com" } }), CONTEXT);
    });
    expect(answer).toMatchObject({ statusCode: 201, headers: { "cache-control": "no-store" } });
    const { ticket } = JSON.parse(answer?.body ?? "");
    const put = stub.calls.find(({ operation }) => operation === "PutItem");
    expect(JSON.parse(put?.body ?? "").Item.origin).toEqual({ S: "https://app.example.com" });
    expect(output).toContain("Ticket issued");
    expect(output).not.toContain(ticket.slice(4));
  });

  it("POST /requests answers 202 with the place to look, also to a body in base64", async () => {
    await using stub = await startAwsStub(countingTo(1));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/http/create-request.ts"));
    const text = JSON.stringify({ name: "countWords", input: { text: "é" } });
    const body = Buffer.from(text).toString("base64");
    const answer = await handler(event({ body, isBase64Encoded: true }), CONTEXT);
    const { requestId } = JSON.parse(answer.body);
    expect(answer).toMatchObject({ statusCode: 202, headers: { location: `/requests/${requestId}` } });
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "PutItem", "SendMessageBatch"]);
  });

  it("POST /requests hands the trace of its header on to the work, and no other text of it", async () => {
    const [trace, span] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
    const body = JSON.stringify({ name: "countWords", input: { text: "a" } });
    const sentWith = async (traceparent: string) => {
      await using stub = await startAwsStub(countingTo(1));
      const { handler } = await coldStart(
        stub.endpoint,
        () => import("../../../src/handlers/http/create-request.ts"),
        "INFO",
      );
      const output = await outputOf(() => handler(event({ body, headers: { traceparent } }), CONTEXT));
      const [{ MessageAttributes }] = JSON.parse(stub.calls.at(-1)?.body ?? "").Entries;
      return { output, handedOn: MessageAttributes?.traceparent.StringValue };
    };
    const traced = await sentWith(`00-${trace}-${span}-01`);
    expect(traced.handedOn).toMatch(new RegExp(`^00-${trace}-(?!${span})[0-9a-f]{16}-01$`));
    expect(traced.output).toContain(`"traceId":"${trace}"`);
    const wrong = await sentWith(`00-${trace}-${span}-01, forged`);
    expect(wrong.handedOn).toBeUndefined();
    for (const text of [trace, "forged"]) expect(wrong.output).not.toContain(text);
  });

  it("POST /requests answers what is wrong with its status, and nowhere to look", async () => {
    await using stub = await startAwsStub(countingTo(1));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/http/create-request.ts"));
    const answer = await handler(event({ body: "{" }), CONTEXT);
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('"invalid_json"') });
    expect(answer.headers).not.toHaveProperty("location");
  });

  it("GET /requests/{id} answers 404 to what is not there", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/http/get-request.ts"));
    const answer = await handler(event({ pathParameters: { id: "1" } }), CONTEXT);
    expect(answer).toMatchObject({ statusCode: 404, body: expect.stringContaining('"not_found"') });
    // One read, and so not counted.
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["GetItem"]);
  });

  it("an attempt at a request that keeps failing ends with a push and a dead letter", async () => {
    const row = { requestId: { S: "1" }, userId: { S: "ann" }, name: { S: "countWords" }, ttl: { N: "9999999999" } };
    await using stub = await startAwsStub(({ operation }) => ({ body: operation === "GetItem" ? { Item: row } : {} }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/events/run-request.ts"));
    const record = { messageId: "m", body: '{"requestId":"1"}', attributes: { ApproximateReceiveCount: "4" } };
    expect(await handler({ Records: [record] }, CONTEXT)).toEqual({ batchItemFailures: [] });
    const sent = stub.calls
      .filter(({ operation }) => operation === "SendMessageBatch")
      .map(({ body }) => JSON.parse(body));
    expect(sent.map(({ QueueUrl }) => QueueUrl.split("/").at(-1))).toEqual(["notifications", "dead"]);
    expect(JSON.parse(sent[0].Entries[0].MessageBody)).toMatchObject({
      "detail-type": "Send User Push Notification",
      id: "request-1",
      detail: {
        userId: "ann",
        message: { requestId: "1", name: "countWords", status: "failed" },
        callback: "https://http.example.com/requests/1",
      },
    });
  });
});
