import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { UserError } from "../../../src/kernel/errors.ts";
import { fixture } from "../fixture.ts";

const template = fixture("faults/template.yaml");

let engine: Engine;
let tables: DynamoDBClient;
let queues: SQSClient;
let bus: EventBridgeClient;
let functions: LambdaClient;

beforeAll(async () => {
  engine = await startEngine({ template });
  const config = {
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const once = { ...config, maxAttempts: 1 };
  tables = new DynamoDBClient(config);
  queues = new SQSClient(once);
  bus = new EventBridgeClient(once);
  functions = new LambdaClient(once);
});
afterEach(() => engine.faults.clear());
afterAll(async () => {
  for (const client of [tables, queues, bus, functions]) client.destroy();
  await engine.stop();
});

const strikes = () => engine.journal.entries({ service: "faults", type: "injected" });

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("The call succeeded."),
    (error) => ({ name: error.name, status: error.$metadata?.httpStatusCode }),
  );

const table = () => ({ TableName: engine.outputs.Table });
const send = (queue: string, more = {}) =>
  queues.send(new SendMessageCommand({ QueueUrl: engine.outputs[queue], MessageBody: "job", ...more }));

async function receive(queue: string): Promise<readonly Message[]> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl: engine.outputs[queue],
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
}

const remove = (queue: string, ReceiptHandle: string | undefined) =>
  queues.send(new DeleteMessageCommand({ QueueUrl: engine.outputs[queue], ReceiptHandle }));

describe("a fault at a service's call", () => {
  it.each<[string, () => Promise<unknown>, string, number]>([
    ["throttled:service=sqs", () => send("Jobs"), "RequestThrottled", 403],
    [
      "throttled:operation=PutEvents",
      () => bus.send(new PutEventsCommand({ Entries: [{}] })),
      "ThrottlingException",
      400,
    ],
    ["error:service=events", () => bus.send(new PutEventsCommand({ Entries: [{}] })), "InternalException", 500],
    ["error:service=sqs,status=503", () => send("Jobs"), "ServiceUnavailable", 503],
    [
      "throttled:service=lambda",
      () => functions.send(new InvokeCommand({ FunctionName: "x" })),
      "TooManyRequestsException",
      429,
    ],
    ["error:service=lambda", () => functions.send(new InvokeCommand({ FunctionName: "x" })), "ServiceException", 500],
  ])("%s: fails it with the service's own error", async (fault, call, name, status) => {
    engine.faults.add(fault);
    expect(await failureOf(call())).toEqual({ name, status });
  });

  it("throttled, twice: an SDK of DynamoDB tries again until it succeeds", async () => {
    engine.faults.add({ kind: "throttled", service: "dynamodb", operation: "PutItem", count: 2 });
    const { $metadata } = await tables.send(new PutItemCommand({ ...table(), Item: { id: { S: "1" } } }));
    expect($metadata.attempts).toBe(3);
    const { Item } = await tables.send(new GetItemCommand({ ...table(), Key: { id: { S: "1" } } }));
    expect(Item).toEqual({ id: { S: "1" } });
    expect(strikes().at(-1)?.data).toMatchObject({ service: "dynamodb", operation: "PutItem", at: "call" });
  });
});

describe("a fault of a function", () => {
  const call = () =>
    functions.send(new InvokeCommand({ FunctionName: engine.functions.find((name) => name.includes("Accept")) }));
  const payload = ({ Payload }: InvokeCommandOutput) => JSON.parse(Payload?.transformToString() ?? "");

  it("function-error: answers as a handler that throws", async () => {
    engine.faults.add({ kind: "function-error", function: "Accept", message: "the disk is full" });
    const answer = await call();
    expect([answer.StatusCode, answer.FunctionError]).toEqual([200, "Unhandled"]);
    expect(payload(answer)).toEqual({
      errorType: "Error",
      errorMessage: "the disk is full",
      trace: ["Error: the disk is full"],
    });
    const report = engine.journal.entries({ type: "report", data: { logicalId: "Accept" } }).at(-1);
    expect(report?.data).toMatchObject({
      error: { errorMessage: "the disk is full" },
      requestId: strikes().at(-1)?.data.requestId,
    });
  });

  it("function-timeout: answers when the function's time is over, by the engine's clock", async () => {
    engine.faults.add("function-timeout:function=Accept,count=1");
    const after = engine.journal.lastSeq;
    const answer = call();
    const { data } = await engine.journal.waitFor({ service: "faults", type: "injected" }, { after });
    await engine.journal.waitFor({ type: "invoke", data: { requestId: data.requestId } });
    await engine.clock.advance(5000);
    const output = await answer;
    expect(output.FunctionError).toBe("Unhandled");
    expect(payload(output)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${data.requestId} Error: Task timed out after 5.00 seconds`,
    });
    expect((await call()).FunctionError).toBeUndefined();
  });

  it("throttled: is refused as one without concurrency", async () => {
    engine.faults.add("throttled:at=invoke,function=Accept");
    expect(await failureOf(call())).toEqual({ name: "TooManyRequestsException", status: 429 });
  });
});

describe("a fault at a request", () => {
  const urlOf = (kind: string) => `${engine.httpApis.find((api) => api.kind === kind)?.url}`.replace(/\/$/, "");
  it.each([
    ["throttled", "http-api", 429, '{"message":"Too Many Requests"}'],
    ["error", "http-api", 500, '{"message":"Internal Server Error"}'],
    ["throttled", "rest-api", 429, '{"message":"Too Many Requests"}'],
    ["error", "rest-api", 500, '{"message":"Internal server error"}'],
    ["throttled", "function-url", 429, '{"message":"Rate Exceeded."}'],
  ])("%s: is answered by the %s itself", async (fault, kind, status, body) => {
    const logicalId = engine.httpApis.find((api) => api.kind === kind)?.logicalId;
    engine.faults.add(`${fault}:at=request,api=${logicalId},count=1`);
    const url = kind === "function-url" ? urlOf(kind) : `${urlOf(kind)}/hello`;
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("a duplicate", () => {
  it("of a queue: the deleted message comes once more, with its id and body and another receipt", async () => {
    const { MessageId } = await send("Jobs");
    engine.faults.add("duplicate:queue=Jobs");
    const [first] = await receive("Jobs");
    await remove("Jobs", first?.ReceiptHandle);
    const [second, ...others] = await receive("Jobs");
    expect([first?.MessageId, second?.MessageId, others]).toEqual([MessageId, MessageId, []]);
    expect([second?.Body, second?.Attributes?.ApproximateReceiveCount]).toEqual(["job", "1"]);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await remove("Jobs", first?.ReceiptHandle);
    await remove("Jobs", second?.ReceiptHandle);
    expect(await receive("Jobs")).toEqual([]);
    await engine.clock.advance(60_000);
    expect(await receive("Jobs")).toEqual([]);
    expect(strikes().at(-1)?.data).toMatchObject({ kind: "duplicate", at: "queue", messageId: MessageId });
  });

  it("never comes from a FIFO queue", async () => {
    await send("Fifo", { MessageGroupId: "g", MessageDeduplicationId: "d" });
    engine.faults.add("duplicate");
    const [first] = await receive("Fifo");
    await remove("Fifo", first?.ReceiptHandle);
    expect(await receive("Fifo")).toEqual([]);
  });

  it("of a bus: the target gets the same event twice", async () => {
    engine.faults.add("duplicate:bus=default,rule=Rule,count=1");
    const after = engine.journal.lastSeq;
    const { Entries } = await bus.send(
      new PutEventsCommand({ Entries: [{ Source: "shop", DetailType: "sold", Detail: '{"n":1}' }] }),
    );
    const delivered = () =>
      engine.journal.entries({ service: "events", type: "delivered" }).filter(({ seq }) => seq > after);
    await expect.poll(() => delivered().length).toBe(2);
    const bodies = (await receive("Events")).map(({ Body }) => JSON.parse(Body ?? ""));
    expect(bodies.map(({ id }) => id)).toEqual([Entries?.[0]?.EventId, Entries?.[0]?.EventId]);
    expect(bodies[0]).toEqual(bodies[1]);
  });
});

describe("/_portcullis/faults", () => {
  const control = async (method: string, { body, query = "" }: { body?: unknown; query?: string } = {}) => {
    const response = await fetch(`${engine.endpoint}/_portcullis/faults${query}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };

  it("sets, lists and takes away faults", async () => {
    const { status, body } = await control("POST", { body: { kind: "gone", user: "alice", seed: 7 } });
    expect([status, body.strikes, body]).toEqual([
      201,
      0,
      { id: body.id, kind: "gone", user: "alice", seed: 7, strikes: 0 },
    ]);
    await control("POST", { body: { kind: "throttled" } });
    expect((await control("GET")).body.faults.map(({ kind }: { kind: string }) => kind)).toEqual(["gone", "throttled"]);
    expect(await control("DELETE", { query: `?id=${body.id}` })).toEqual({ status: 200, body: { removed: 1 } });
    expect((await control("DELETE", { query: `?id=${body.id}` })).status).toBe(404);
    expect(await control("DELETE")).toEqual({ status: 200, body: { removed: 1 } });
    expect((await control("GET")).body).toEqual({ faults: [] });
  });

  it("tells the kinds that there are, with the moments and keys of each and what its settings take", async () => {
    const response = await fetch(`${engine.endpoint}/_portcullis/faults/kinds`);
    const { kinds } = (await response.json()) as { readonly kinds: readonly { readonly kind: string }[] };
    expect(kinds.map(({ kind }) => kind)).toContain("half-open");
    expect(kinds.find(({ kind }) => kind === "clock-skew")).toEqual({
      kind: "clock-skew",
      effect: "the function's clock is ms ahead (negative: behind); functions of Node.js",
      moments: [{ at: "clock", keys: ["function"] }],
      settings: [
        { name: "ms", allowed: expect.stringContaining("any whole number"), required: true },
        { name: "rate", allowed: "a number from 0 to 1", required: false },
        { name: "count", allowed: "a whole number from 1", required: false },
        { name: "seed", allowed: "a whole number from 0", required: false },
      ],
    });
  });

  it("answers 400 to what is no fault, and says what is meant", async () => {
    const { status, body } = await control("POST", { body: { kind: "gone", usr: "alice" } });
    expect(status).toBe(400);
    expect(body.message).toBe('The fault gone has no key "usr". Did you mean user?');
    expect(body.hint).toContain("Its keys are api, stage,");
  });
});

describe("faults of the start", () => {
  it("are set before anything runs, and a mistake in one stops it", async () => {
    await using other = await startEngine({ template, faults: ["error:service=bedrock", { kind: "delay", ms: 5 }] });
    expect(other.faults.list().map(({ definition }) => definition)).toEqual([
      { kind: "error", service: "bedrock" },
      { kind: "delay", ms: 5 },
    ]);
    const started = startEngine({ template, faults: ["function-error:function=Acept"] });
    await expect(started).rejects.toThrow(UserError);
    await expect(started).rejects.toThrow("Did you mean Accept?");
  });
});
