import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteSecretCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alarms, isRaised } from "../../app/test/support/alarms.ts";
import { createMeasure, type Measuring } from "../support/measure.ts";
import { handshake, openSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";
import { createSecretsOutage } from "./secrets-outage.ts";

/** Alarms that some test here has seen raised. */
const seen = new Set<string>();

/** Tells whether an alarm, as the template has it, would be in ALARM with what the engine has measured so far. */
async function raised(logicalId: string, { measure }: Measuring): Promise<boolean> {
  const [, alarm] = alarms.find(([id]) => id === logicalId) ?? expect.fail(`There is no alarm ${logicalId}.`);
  const isTrue = await isRaised(alarm, measure);
  if (isTrue) seen.add(logicalId);
  return isTrue;
}

interface Scene extends AsyncDisposable {
  readonly system: System;
  readonly measuring: Measuring;
}

async function startScene(options: readonly string[] = []): Promise<Scene> {
  const system = await startSystem(undefined, options);
  const measuring = createMeasure(system);
  return { system, measuring, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

async function publish({ sdk }: System, DetailType: string, detail: unknown): Promise<void> {
  const entry = { Source: "portcullis", DetailType, Detail: JSON.stringify(detail) };
  await new EventBridgeClient(sdk).send(new PutEventsCommand({ Entries: [entry] }));
}

/** Not found is what every function is told from now on. */
async function deleteTable({ sdk }: System): Promise<void> {
  const dynamodb = new DynamoDBClient(sdk);
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  await Promise.all(TableNames.map((TableName) => dynamodb.send(new DeleteTableCommand({ TableName }))));
}

async function deleteSecret({ sdk }: System): Promise<void> {
  const secrets = new SecretsManagerClient(sdk);
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  for (const { ARN } of SecretList)
    await secrets.send(new DeleteSecretCommand({ SecretId: ARN, ForceDeleteWithoutRecovery: true }));
}

async function until(holds: () => Promise<boolean>, step: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    if (await holds()) return;
    await step();
  }
  expect.fail("It never came to that.");
}

describe("while everything works", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    using socket = await openSocket(scene.system.url, ["websocket", await createTestJwt(scene.system)]);
    socket.send({ action: "subscribe", entityId: "order-1" });
    await socket.next({ type: "subscribed" });
    await publish(scene.system, "Entity Updated", { entityId: "order-1", message: "hello" });
    await socket.next({ type: "Entity Updated" });
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  it.each(alarms)("%s is quiet", async (logicalId) => {
    expect(await raised(logicalId, scene.measuring)).toBe(false);
  });
});

describe("refused handshakes", () => {
  it("raise RefusalsAlarm, and are no errors of the authorizer", async () => {
    await using scene = await startScene();
    for (let round = 0; round < 11; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => handshake(scene.system.url)));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(401));
    }
    await until(
      () => raised("RefusalsAlarm", scene.measuring),
      () => scene.system.advance(0),
    );
    expect(await raised("AuthorizerErrorsAlarm", scene.measuring)).toBe(false);
  });
});

describe("an outage of Secrets Manager", () => {
  it("shuts the door, and raises AuthorizerErrorsAlarm", async () => {
    await using scene = await startScene();
    const token = await createTestJwt(scene.system);
    await deleteSecret(scene.system);
    for (let attempt = 0; attempt < 3; attempt++)
      expect((await handshake(`${scene.system.url}?access_token=${token}`)).status).toBe(500);
    await until(
      () => raised("AuthorizerErrorsAlarm", scene.measuring),
      () => scene.system.advance(0),
    );
    expect(await raised("RefusalsAlarm", scene.measuring)).toBe(false);
  });
});

describe("an outage of Secrets Manager after keys were had", () => {
  it("leaves the door as it was for a day, and raises StaleKeysAlarm", async () => {
    await using outage = await createSecretsOutage();
    await using system = await startSystem(outage.template, ["--parameter", "TestTools=true"]);
    outage.aimAt(system.endpoint);
    const measuring = createMeasure(system);
    const statusOf = async (token: string) => (await handshake(`${system.url}?access_token=${token}`)).status;
    const token = await createTestJwt(system, { expiresInSeconds: 86_400 });
    expect(await statusOf(token)).toBe(101);
    outage.begin();
    await system.advance(6 * 60);
    expect(await statusOf(token)).toBe(101);
    expect(await statusOf(`${token}x`)).toBe(401);
    await until(
      () => raised("StaleKeysAlarm", measuring),
      () => system.advance(0),
    );
  });
});

describe("an outage of the table", () => {
  it("lets nobody in, and raises RouteErrorsAlarm and ApiErrorsAlarm", async () => {
    await using scene = await startScene();
    const token = await createTestJwt(scene.system);
    await deleteTable(scene.system);
    for (let attempt = 0; attempt < 11; attempt++)
      expect((await handshake(`${scene.system.url}?access_token=${token}`)).status).toBeGreaterThanOrEqual(500);
    await until(
      () => raised("RouteErrorsAlarm", scene.measuring),
      () => scene.system.advance(0),
    );
    expect(await raised("ApiErrorsAlarm", scene.measuring)).toBe(true);
  });

  it("keeps events in their queue, and raises QueueAgeAlarm", async () => {
    await using scene = await startScene();
    await deleteTable(scene.system);
    await publish(scene.system, "Entity Updated", { entityId: "order-1", message: "paid" });
    await until(
      () => raised("QueueAgeAlarm", scene.measuring),
      () => scene.measuring.advance(20),
    );
  });
});

describe("a message that is none", () => {
  const deadLetterAlarms = alarms.flatMap(([logicalId]) =>
    logicalId.endsWith("DeadLetterQueueAlarm") ? [logicalId] : [],
  );
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    for (const logicalId of deadLetterAlarms) await poison(scene, logicalId.replace("DeadLetterQueueAlarm", "Queue"));
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  it.each(deadLetterAlarms)("raises %s", (logicalId) =>
    until(
      () => raised(logicalId, scene.measuring),
      () => scene.measuring.advance(60),
    ),
  );
});

async function poison({ system, measuring }: Scene, queue: string): Promise<void> {
  const queues = new SQSClient(system.sdk);
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => url.includes(`-${queue}-`));
  // What has no queue comes from the table's stream.
  if (QueueUrl === undefined) return poisonStream(system);
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: "{" }));
  await until(
    async () => measuring.journal.some(({ data }) => String(data.queue).includes(`-${queue}-`)),
    () => system.advance(0),
  );
}

/** A presence of nobody. */
async function poisonStream({ sdk }: System): Promise<void> {
  const dynamodb = new DynamoDBClient(sdk);
  const [TableName] = (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
  await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: "E#poison#P" }, sk: { S: "P#poison" } } }));
}

describe("functions behind queues and schedules", () => {
  async function invoke({ system, measuring }: Scene, logicalId: string, times: number): Promise<void> {
    const lambda = new LambdaClient({ ...system.sdk, maxAttempts: 1 });
    const FunctionName = system.functions.find((name) => name.includes(logicalId));
    const invocations = Array.from({ length: times }, () =>
      lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" })).catch((error) => {
        expect(error).toMatchObject({ name: "TooManyRequestsException" });
        measuring.countThrottle();
      }),
    );
    await Promise.all(invocations);
  }

  it.each([
    ["PushErrorsAlarm", "PublishEntityFunction"],
    ["RotationErrorsAlarm", "RotateSecretFunction"],
    ["HttpErrorsAlarm", "CreateTicketFunction"],
  ])("raise %s when %s fails as a whole", async (alarm, logicalId) => {
    await using scene = await startScene();
    await invoke(scene, logicalId, 1);
    await until(
      () => raised(alarm, scene.measuring),
      () => scene.system.advance(0),
    );
  });

  it("raise ThrottlesAlarm when they run out of concurrency", async () => {
    await using scene = await startScene([
      "--parameter",
      "ReserveConcurrency=true",
      "--parameter",
      "PublisherConcurrency=2",
    ]);
    await invoke(scene, "PublishEntityFunction", 20);
    expect(await raised("ThrottlesAlarm", scene.measuring)).toBe(true);
  });
});

describe("a client that does not read", () => {
  it("raises AbandonedDeliveriesAlarm once every attempt has failed", { timeout: 60_000 }, async () => {
    await using scene = await startScene();
    const { system, measuring } = scene;
    using socket = await openSocket(system.url, ["websocket", await createTestJwt(system, { userId: "slow" })]);
    socket.socket.pause();
    await fill(scene);
    await publish(system, "Send User Push Notification", { userId: "slow", message: "too much" });
    await until(
      () => raised("AbandonedDeliveriesAlarm", measuring),
      () => measuring.advance(20),
    );
  });
});

/** Posts to the only connection until the gateway holds all that it keeps for a client. */
async function fill({ system }: Scene): Promise<void> {
  const { data } = await system.waitFor(({ service, type }) => service === "execute-api" && type === "connect");
  const ConnectionId = String(data.connectionId);
  const management = new ApiGatewayManagementApiClient({
    ...system.sdk,
    endpoint: system.managementUrl,
    maxAttempts: 1,
  });
  const post = new PostToConnectionCommand({ ConnectionId, Data: "x".repeat(128 * 1024) });
  for (let posts = 0; posts < 1_000; posts++) {
    const refusal = await management.send(post).then(
      () => undefined,
      (error: Error) => error.name,
    );
    if (refusal === "LimitExceededException") return;
    expect(refusal).toBeUndefined();
  }
  expect.fail("The gateway kept more than a client may leave unread.");
}

it("every alarm but one was seen to fire: the engine's table takes whatever it is given", () => {
  expect(alarms.flatMap(([logicalId]) => (seen.has(logicalId) ? [] : [logicalId]))).toEqual(["TableThrottlesAlarm"]);
});
