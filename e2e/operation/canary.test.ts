import { DynamoDBClient, ListTablesCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMeasure, type Measuring } from "../support/measure.ts";
import { handshake, openSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";

let system: System;
let measuring: Measuring;
/** Texts that must not be found anywhere. */
const canaries: string[] = [];

/** A token, whose payload and signature are looked for afterwards. */
async function canary(claims: Record<string, unknown> = {}, secret?: Uint8Array): Promise<string> {
  const token = await sign(secret ?? (await readSigningSecret(system)), {
    sub: "canary",
    nonce: canaries.length,
    ...claims,
  });
  const [, payload = "", signature = ""] = token.split(".");
  canaries.push(payload, signature);
  return token;
}

beforeAll(async () => {
  system = await startSystem();
  measuring = createMeasure(system);
  canaries.push(Buffer.from(await readSigningSecret(system)).toString());
  await useTokens();
  await new EventBridgeClient(system.sdk).send(
    new PutEventsCommand({ Entries: [{ Source: "portcullis", DetailType: "Entity Updated", Detail: "{}" }] }),
  );
  await measuring.advance(1);
});
afterAll(() => system[Symbol.asyncDispose]());

/** In every place that takes one, good and bad ones. */
async function useTokens(): Promise<void> {
  const inQuery = (token: string) => handshake(`${system.url}?access_token=${token}`);
  const inHeader = (token: string) => handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` });
  const foreign = new TextEncoder().encode("another secret that has 32 bytes and a few more");
  for (const use of [inQuery, inHeader]) {
    expect((await use(await canary())).status).toBe(101);
    expect((await use(await canary({ exp: 1 }))).status).toBe(401);
    expect((await use(await canary({}, foreign))).status).toBe(401);
  }
  using socket = await openSocket(system.url, ["websocket", await canary()]);
  socket.send({ action: "authenticate", token: await canary() });
  await socket.next({ type: "authenticated" });
  socket.send({ action: "authenticate", token: await canary({}, foreign) });
  socket.send({ action: "nothing", token: await canary() });
  socket.send({ action: "subscribe", entityId: "order-1", token: await canary() });
  await socket.next({ code: "unknown_action" });
  await socket.next({ code: "invalid_message" });
}

function expectNone(where: string, text: string): void {
  expect(text.length, `nothing to look at in ${where}`).toBeGreaterThan(0);
  const found = canaries.filter((canary) => text.includes(canary));
  expect(found, `found in ${where}`).toEqual([]);
}

it("no log line and no metric holds a token, a part of one, or the secret", () => {
  const lines = measuring.journal.filter(({ service, type }) => service === "lambda" && type === "log");
  expectNone("logs", JSON.stringify(lines));
  expect(JSON.stringify(lines)).toContain("Refusals");
});

it("no error of a function holds one", () => {
  const reports = measuring.journal.filter(({ service, type }) => service === "lambda" && type === "report");
  expectNone("reports", JSON.stringify(reports));
});

it("the engine's own output holds none", () => expectNone("output", system.log()));

it("no row holds one", async () => {
  const client = new DynamoDBClient(system.sdk);
  const [TableName] = (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  const pages: unknown[] = [];
  for await (const { Items } of paginateScan({ client }, { TableName })) pages.push(Items);
  expectNone("the table", JSON.stringify(pages));
});

it("no queue holds one, nor a dead-letter queue", async () => {
  const queues = new SQSClient(system.sdk);
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const answers = QueueUrls.map((QueueUrl) =>
    queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })),
  );
  const bodies = (await Promise.all(answers)).flatMap(({ Messages = [] }) => Messages.map(({ Body }) => Body));
  expectNone("queues", JSON.stringify(bodies));
  expect(bodies.length).toBeGreaterThan(0);
});
