import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Finished, runCommand } from "../support/command.ts";
import { cli, root, type System, startSystem } from "../support/system.ts";

let system: System;
let folder: string;
beforeAll(async () => {
  const template = join(root, "e2e/fixtures/events/template.yaml");
  [system, folder] = await Promise.all([startSystem(template), mkdtemp(join(tmpdir(), "invoke-"))]);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const invoke = (...args: string[]): Promise<Finished> => runCommand(["invoke", ...args, "--endpoint", system.endpoint]);

describe("portcullis invoke", () => {
  it.each([
    ["a logical id", "Faulty"],
    ["a name", "faulty"],
    ["an ARN", "arn:aws:lambda:us-east-1:000000000000:function:faulty"],
    ["a qualifier", "Faulty:$LATEST"],
  ])("takes %s, and prints the answer and nothing else on standard output", async (_what, reference) => {
    const { code, stdout, stderr } = await invoke(reference, "--payload", '{"id":"7"}');
    expect([code, stdout]).toEqual([0, '"7"\n']);
    expect(stderr).toMatch(/^START RequestId: [\s\S]*WARN\tabout to fail\n[\s\S]*REPORT RequestId: /);
  });

  it("tells an error with its places in the sources, and exits with 1", async () => {
    const { code, stdout, stderr } = await invoke("Faulty", "--quiet");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ errorType: "TypeError" });
    expect(stderr).toMatch(/^error: TypeError: an order needs an id\n {4}at .*faulty\.ts:7:\d+\)?\n/);
  });

  it("lists what there is when it does not know a name", async () => {
    const { code, stderr } = await invoke("Fautly");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error: There is no function Fautly. Did you mean Faulty?\n  Functions that run there: Echo, Authorizer, Faulty, Logged.\n",
    );
  });

  it.each([
    ["a file", async (file: string) => invoke("Faulty", "--event", file)],
    ["the older spelling of a file", async (file: string) => invoke("Faulty", "--payload", `@${file}`)],
  ])("reads the event from %s", async (_what, run) => {
    const file = join(folder, "event.json");
    await writeFile(file, '{"id":"of a file"}');
    expect((await run(file)).stdout).toBe('"of a file"\n');
  });

  it("reads the event from standard input", async () => {
    const args = [cli, "invoke", "Faulty", "--event", "-", "--endpoint", system.endpoint];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] });
    child.stdin.end('{"id":"piped"}');
    const [chunk] = await once(child.stdout, "data");
    expect(String(chunk)).toBe('"piped"\n');
  });

  it.each([
    ["two events", ["--event", "a.json", "--payload", "{}"], /--event and --payload both give the event/],
    ["a file that is missing", ["--event", "nowhere.json"], /Cannot read nowhere\.json/],
    ["no JSON", ["--payload", "{"], /--payload is not JSON/],
    [
      "a sample of nothing",
      ["--sample", "conect"],
      /no sample conect\. Did you mean connect\?\n {2}There is connect, /,
    ],
  ])("refuses %s with one message", async (_what, args, message) => {
    const { code, stdout, stderr } = await invoke("Faulty", ...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
  });

  it("says how to start an engine where none is", async () => {
    const { code, stderr } = await runCommand(["invoke", "Echo", "--endpoint", "http://127.0.0.1:9"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/No engine answers at http:\/\/127\.0\.0\.1:9\.\n.*portcullis start/);
  });
});

type Json = Readonly<Record<string, unknown>>;

/** Maps whose keys are the clients' and the users' own. */
const OPEN = new Set(["headers", "multiValueHeaders", "detail", "attributes", "NewImage", "body"]);

/** The names and kinds of an event's members, whatever they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf).slice(0, 1);
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  const members = Object.entries(value).map(([name, member]) => [name, OPEN.has(name) ? name : shapeOf(member)]);
  return Object.fromEntries(members);
}

/** An event that a function of the stack has really got. */
async function received(fits: (event: Json) => boolean): Promise<Json> {
  const eventOf = (line: unknown) => JSON.parse(/^EVENT (.*)/.exec(String(line))?.[1] ?? "{}");
  const { data } = await system.waitFor(({ type, data }) => type === "log" && fits(eventOf(data.line)));
  return eventOf(data.line);
}

const recordOf = (source: string) => (event: Json) => {
  const [record] = (event.Records ?? []) as Json[];
  return (record?.eventSource ?? record?.EventSource) === source;
};
const ofType = (eventType: string) => (event: Json) =>
  (event.requestContext as Json | undefined)?.eventType === eventType && event.type === undefined;

async function sample(kind: string, name = "Echo"): Promise<Json> {
  const { stdout, stderr } = await invoke(name, "--sample", kind, "--print-event");
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("portcullis invoke --sample", () => {
  it("makes events of a WebSocket API as the API itself does", async () => {
    const socket = new WebSocket(`${system.url}?token=a`);
    await once(socket, "open");
    socket.send('{"action":"send"}');
    await received(ofType("MESSAGE"));
    socket.close(1000);
    for (const [kind, eventType] of [
      ["connect", "CONNECT"],
      ["message", "MESSAGE"],
      ["disconnect", "DISCONNECT"],
    ] as const) {
      const {
        queryStringParameters: _one,
        multiValueQueryStringParameters: _all,
        ...real
      } = await received(ofType(eventType));
      const made = await sample(kind);
      const { authorizer: _of, ...context } = real.requestContext as Json;
      const { authorizer, ...ofSample } = made.requestContext as Json;
      expect(authorizer).toEqual({ principalId: "user" });
      expect(ofSample).toMatchObject({ apiId: context.apiId, stage: "dev", routeKey: context.routeKey });
      expect(shapeOf({ ...made, requestContext: ofSample })).toEqual(
        // A client of Node.js has no user agent.
        shapeOf({ ...real, requestContext: { ...context, identity: ofSample.identity } }),
      );
    }
    expect((await sample("message")).body).toBe('{"action":"send"}');
  });

  it("asks an authorizer with its own identity sources", async () => {
    const made = await sample("authorizer", "Authorizer");
    const real = await received(({ type }) => type === "REQUEST");
    expect(made).toMatchObject({ methodArn: real.methodArn, queryStringParameters: { token: "token" } });
    expect(Object.keys(made).sort()).toEqual(Object.keys(real).sort());
  });

  it("calls the route of an HTTP API", async () => {
    await fetch(`${system.endpoint}/ServerlessHttpApi/pets/7`);
    const real = await received(({ version }) => version === "2.0");
    const made = await sample("http");
    expect(made).toMatchObject({ routeKey: "GET /pets/{id}", rawPath: "/pets/id", pathParameters: { id: "id" } });
    expect(shapeOf(made)).toEqual(shapeOf(real));
  });

  it("makes records of the function's own queue, topic and table", async () => {
    await send();
    for (const [kind, source] of [
      ["sqs", "aws:sqs"],
      ["sns", "aws:sns"],
      ["dynamodb", "aws:dynamodb"],
    ] as const) {
      const real = await received(recordOf(source));
      const made = await sample(kind);
      expect(shapeOf(made)).toEqual(shapeOf(real));
      const arnOf = ({ Records: [record = {}] = [] }: { Records?: Json[] }) =>
        record.eventSourceARN ?? record.EventSubscriptionArn;
      expect(arnOf(made)).toBe(arnOf(real));
    }
    const { Records } = (await sample("dynamodb")) as { Records?: readonly { readonly dynamodb: Json }[] };
    expect(Records?.[0]?.dynamodb.Keys).toEqual({ shop: { S: "shop" }, number: { N: "1" } });
  });

  it("makes events that the function's rules let through", async () => {
    const events = new EventBridgeClient(system.sdk);
    const Entries = [{ Source: "shop", DetailType: "Order Placed", Detail: '{"kind":"big"}' }];
    await events.send(new PutEventsCommand({ Entries }));
    const made = await sample("eventbridge");
    expect(made).toMatchObject({ source: "shop", "detail-type": "Order Placed", detail: { kind: "big" } });
    expect(Object.keys(made)).toEqual(Object.keys(await received(({ source }) => source === "shop")));
    await system.advance(3600);
    const real = await received(({ source }) => source === "aws.events");
    expect(await sample("schedule")).toMatchObject({ "detail-type": "Scheduled Event", resources: real.resources });
  });

  it("lets members be replaced", async () => {
    const body = JSON.stringify({ action: "send", text: "hi" });
    const { stdout } = await invoke("Echo", "--sample", "message", "--payload", JSON.stringify({ body }));
    expect(JSON.parse(JSON.parse(stdout).body)).toMatchObject({ body, requestContext: { routeKey: "send" } });
  });

  it("says what the stack lacks", async () => {
    await using other = await startSystem(join(root, "e2e/fixtures/broken/handlers.yaml"));
    const [name = ""] = other.functions;
    const { code, stderr } = await runCommand(["invoke", name, "--sample", "sqs", "--endpoint", other.endpoint]);
    expect([code, stderr]).toEqual([1, "error: The stack has no queue to make that sample from.\n"]);
  });
});

/** Sends something to the queue, the topic and the table. */
async function send(): Promise<void> {
  const [sqs, sns, dynamodb] = [new SQSClient(system.sdk), new SNSClient(system.sdk), new DynamoDBClient(system.sdk)];
  const { QueueUrls: [QueueUrl] = [] } = await sqs.send(new ListQueuesCommand({}));
  const { Topics: [topic] = [] } = await sns.send(new ListTopicsCommand({}));
  const { TableNames: [TableName] = [] } = await dynamodb.send(new ListTablesCommand({}));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
  await sns.send(new PublishCommand({ ...topic, Message: "hello" }));
  await dynamodb.send(
    new PutItemCommand({ TableName, Item: { shop: { S: "a" }, number: { N: "1" }, text: { S: "b" } } }),
  );
}
