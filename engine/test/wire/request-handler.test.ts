import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { ApiGatewayV2Client, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListEventBusesCommand } from "@aws-sdk/client-eventbridge";
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, startEngine } from "../../src/engine.ts";
import { startTestEngine } from "../../src/testing/index.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-handler-"));
const template = join(import.meta.dirname, "../fixtures/every-service/template.yaml");
const OWN = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

let engine: Engine;
async function all<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const taken: T[] = [];
  for await (const piece of stream ?? []) taken.push(piece);
  return taken;
}

/** Without an endpoint: clients call AWS by its names. */
let options: typeof OWN & Pick<Engine, "requestHandler">;

const start = () => startEngine({ template, mock: { bedrock: join(folder, "answers.yaml") } });

beforeAll(async () => {
  writeFileSync(join(folder, "answers.yaml"), "- The answer is 42.\n");
  engine = await start();
  options = { ...OWN, requestHandler: engine.requestHandler };
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  apigatewayv2: () => new ApiGatewayV2Client(options).send(new GetApisCommand({ MaxResults: "1" })),
  cloudformation: () => new CloudFormationClient(options).send(new DescribeStacksCommand({})),
  dynamodb: () => new DynamoDBClient(options).send(new ListTablesCommand({})),
  events: () => new EventBridgeClient(options).send(new ListEventBusesCommand({})),
  lambda: () => new LambdaClient(options).send(new ListFunctionsCommand({ MaxItems: 5 })),
  logs: () => new CloudWatchLogsClient(options).send(new DescribeLogGroupsCommand({})),
  secretsmanager: () => new SecretsManagerClient(options).send(new GetSecretValueCommand({ SecretId: "password" })),
  sns: () => new SNSClient(options).send(new ListTopicsCommand({})),
  sqs: () => new SQSClient(options).send(new GetQueueUrlCommand({ QueueName: "jobs" })),
  ssm: () => new SSMClient(options).send(new GetParameterCommand({ Name: "/colour" })),
  sts: () => new STSClient(options).send(new GetCallerIdentityCommand({})),
};

const ANSWERS: Readonly<Record<string, unknown>> = {
  apigatewayv2: { Items: [expect.objectContaining({ ProtocolType: expect.any(String) })] },
  cloudformation: { Stacks: [expect.objectContaining({ StackName: "local" })] },
  dynamodb: { TableNames: ["people"] },
  events: { EventBuses: [expect.objectContaining({ Name: "default" })] },
  lambda: { Functions: [expect.anything(), expect.anything()] },
  logs: { logGroups: expect.any(Array) },
  secretsmanager: { SecretString: "hush" },
  sns: { Topics: [{ TopicArn: "arn:aws:sns:us-east-1:000000000000:news" }] },
  sqs: { QueueUrl: expect.stringContaining("/jobs") },
  ssm: { Parameter: expect.objectContaining({ Value: "green" }) },
  sts: { Account: "000000000000" },
};

const jobs = async () => {
  const { QueueUrl = "" } = await new SQSClient(options).send(new GetQueueUrlCommand({ QueueName: "jobs" }));
  return QueueUrl;
};

describe("engine.requestHandler", () => {
  it.each(Object.keys(ANSWERS))("leads a client of %s to the engine, whatever its endpoint", async (service) => {
    await expect(CALLS[service]?.()).resolves.toMatchObject(ANSWERS[service] as object);
  });

  it("carries what is written, and errors as the client's own", async () => {
    const client = new DynamoDBClient(options);
    const Key = { id: { S: "ada & \u00e9t\u00e9" } };
    await client.send(
      new PutItemCommand({ TableName: "people", Item: { ...Key, blob: { B: Buffer.from([0, 255]) } } }),
    );
    const { Item } = await client.send(new GetItemCommand({ TableName: "people", Key }));
    expect(Item).toEqual({ ...Key, blob: { B: new Uint8Array([0, 255]) } });
    const missing = client.send(new GetItemCommand({ TableName: "nowhere", Key }));
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("serves a client that has an endpoint of its own", async () => {
    const client = new DynamoDBClient({ ...options, endpoint: "http://localhost:4566" });
    await expect(client.send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ["people"] });
  });

  it("is all that a client needs in a test, which has region and credentials in its environment", async () => {
    await using tested = await startTestEngine({ template });
    const client = new DynamoDBClient({ requestHandler: tested.requestHandler });
    await expect(client.send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ["people"] });
  });

  it("opens no connection to the engine's port", async () => {
    const opened = new Set<unknown>();
    const onSocket = (message: unknown) => opened.add(message);
    const { subscribe, unsubscribe } = await import("node:diagnostics_channel");
    subscribe("net.client.socket", onSocket);
    await new SSMClient(options).send(new GetParameterCommand({ Name: "/colour" }));
    unsubscribe("net.client.socket", onSocket);
    expect(opened.size).toBe(0);
  });
});

describe("engine.requestHandler with @connections", () => {
  const endpoints: Readonly<Record<string, () => string | undefined>> = {
    "the local address": () => engine.webSockets[0]?.managementUrl,
    "AWS's name, as functions make it of their event": () => {
      const { apiId = "", stage } = engine.webSockets[0] ?? {};
      return `https://${apiId}.execute-api.us-east-1.amazonaws.com/${stage}`;
    },
  };

  it.each(Object.keys(endpoints))("posts, looks and closes, by %s", async (name) => {
    const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
    await once(socket, "open");
    const connected = engine.journal.entries({ service: "execute-api", type: "connect" }).at(-1);
    const ConnectionId = String(connected?.data.connectionId);
    const client = new ApiGatewayManagementApiClient({ ...options, endpoint: endpoints[name]?.() ?? "" });
    const message = once(socket, "message");
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: "hello" }));
    expect(String((await message)[0])).toBe("hello");
    expect(await client.send(new GetConnectionCommand({ ConnectionId }))).toHaveProperty("ConnectedAt");
    const closed = once(socket, "close");
    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    await closed;
    const gone = client.send(new PostToConnectionCommand({ ConnectionId, Data: "hello" }));
    await expect(gone).rejects.toMatchObject({ name: "GoneException" });
  });

  it("refuses a key that the engine does not know, as on the port", async () => {
    const client = new ApiGatewayManagementApiClient({
      ...options,
      credentials: { accessKeyId: "AKIAOTHER", secretAccessKey: "other" },
      endpoint: engine.webSockets[0]?.managementUrl ?? "",
    });
    const post = client.send(new PostToConnectionCommand({ ConnectionId: "L0SM9cOFvHcCIhw=", Data: "x" }));
    await expect(post).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

describe("engine.requestHandler with bodies that stream", () => {
  it("gives what a function answers, whole and as an event stream", async () => {
    const client = new LambdaClient(options);
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "work", Payload: "{}" }));
    expect(JSON.parse(Payload?.transformToString() ?? "")).toEqual({ statusCode: 200, body: "worked" });
    const streamed = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: "work", LogType: "Tail" }));
    const events = await all(streamed.EventStream);
    expect(streamed.ExecutedVersion).toBe("$LATEST");
    expect(JSON.parse(String(Buffer.from(events[0]?.PayloadChunk?.Payload ?? [])))).toMatchObject({ body: "worked" });
    expect(Buffer.from(events[1]?.InvokeComplete?.LogResult ?? "", "base64").toString()).toContain("REPORT");
    expect(events).toHaveLength(2);
  });

  it("tells in an event stream what a function failed with", async () => {
    const command = new InvokeWithResponseStreamCommand({ FunctionName: "call-by-name", Payload: "null" });
    const { EventStream } = await new LambdaClient(options).send(command);
    expect(await all(EventStream)).toEqual([
      { InvokeComplete: { ErrorCode: "TypeError", ErrorDetails: expect.stringContaining("errorMessage") } },
    ]);
  });

  it("gives a model's words as they come, to a client that speaks HTTP/2 only", async () => {
    const command = new ConverseStreamCommand({
      modelId: "amazon.nova-lite-v1:0",
      messages: [{ role: "user", content: [{ text: "What?" }] }],
    });
    const { stream } = await new BedrockRuntimeClient(options).send(command);
    const pieces = await all(stream);
    expect(pieces.map((piece) => piece.contentBlockDelta?.delta?.text ?? "").join("")).toBe("The answer is 42.");
  });

  it.each<[string, () => unknown]>([
    ["a stream of Node.js", () => Readable.from([Buffer.from('{"a":'), "1}"])],
    ["a stream of the web", () => new Blob(['{"a":1}']).stream()],
    ["a Blob", () => new Blob(['{"a":1}'])],
    ["an ArrayBuffer", () => new TextEncoder().encode('{"a":1}').buffer],
    ["text", () => '{"a":1}'],
  ])("takes %s as a request's body", async (_kind, body) => {
    const { response } = await engine.requestHandler.handle({
      method: "POST",
      hostname: "dynamodb.us-east-1.amazonaws.com",
      path: "/",
      headers: {
        "X-Amz-Target": "DynamoDB_20120810.ListTables",
        "X-Amz-Date": "20260301T000000Z",
        Authorization:
          "AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: body(),
    });
    expect(response.statusCode).toBe(200);
  });
});

describe("engine.requestHandler with an abort signal", () => {
  it("ends the call at once, and tells the service that nobody waits", async () => {
    const client = new SQSClient(options);
    const QueueUrl = await jobs();
    const caller = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: caller.signal,
    });
    setImmediate(() => caller.abort());
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "for another one" }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toMatchObject([{ Body: "for another one" }]);
  });

  it("makes no call when it was aborted before", async () => {
    const count = () => engine.journal.entries({ service: "lambda", type: "invoke" }).length;
    const before = count();
    const call = new LambdaClient(options).send(new InvokeCommand({ FunctionName: "work" }), {
      abortSignal: AbortSignal.abort(),
    });
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(count()).toBe(before);
  });
});

describe("engine.requestHandler of an engine that stops", () => {
  it("ends the calls that wait, and refuses others without a second try", async () => {
    const other = await start();
    const client = new SQSClient({ ...OWN, requestHandler: other.requestHandler });
    const QueueUrl = await jobs();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await other.stop();
    await Promise.allSettled([waiting]);
    const late = client.send(new ReceiveMessageCommand({ QueueUrl }));
    await expect(late).rejects.toMatchObject({
      message: "The engine that this requestHandler calls has stopped.",
      $metadata: { attempts: 1 },
    });
  });
});
