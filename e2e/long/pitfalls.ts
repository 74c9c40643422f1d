import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { JWTPayload } from "jose";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { type JournalEntry, root, type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";

type Row = Readonly<Record<string, unknown>> & { readonly pk: string };

/** An app with the contract's messages, events and tokens: ours, or one that makes common mistakes. */
export interface Target extends AsyncDisposable {
  readonly system: System;
  /** Of an hour from now on, in the engine's time, unless the claims say otherwise. */
  token(claims?: JWTPayload): Promise<string>;
  /** In the engine's time, in seconds since 1970. */
  now(): Promise<number>;
  connect(userId: string, entityIds?: readonly string[]): Promise<TestSocket>;
  publish(
    entries: readonly { readonly source?: string; readonly type: string; readonly detail: object }[],
  ): Promise<void>;
  /** All rows that have this text somewhere. */
  rowsWith(text: string): Promise<readonly Row[]>;
  /** A row like an existing one, of a connection that there is not any more. */
  plantGhost(text: string, changes?: Readonly<Record<string, unknown>>): Promise<void>;
  invoke(logicalId: string, event: unknown): Promise<void>;
  /** Sends a message, and waits until the function that is for it is done with it. */
  sendAndWait(socket: TestSocket, message: unknown): Promise<void>;
  /** Resolves when no function is at work, so that a jump in time makes none run out of it. */
  quiet(): Promise<void>;
  /** Messages in the queues whose name has this in it. */
  depth(name: string): Promise<number>;
}

/** Of the right form, so that API Gateway answers 410 and not 400. */
export const GHOST = "AAAAAAAAAAAAAAA=";

/** Of a row that belongs to a connection, in either app. */
const CONNECTION_PARTITION = /^(?:C#)?(\S{15}=)$/;

const naiveTemplate = `${root}/e2e/fixtures/naive/template.yaml`;
/** Its template says it to whoever reads it. */
const NAIVE_SECRET = new TextEncoder().encode("this is no secret because it stands here");

/** Functions may do what their policies say, and nothing else. */
const ENFORCE = ["--iam", "enforce"];

export const startOurs = async () => target(await startSystem(undefined, ENFORCE), readSigningSecret);
export const startNaive = async () => target(await startSystem(naiveTemplate), async () => NAIVE_SECRET);

async function target(system: System, secretOf: (system: System) => Promise<Uint8Array>): Promise<Target> {
  const secret = await secretOf(system);
  const dynamodb = new DynamoDBClient(system.sdk);
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const [events, lambda, queues] = [
    new EventBridgeClient(system.sdk),
    new LambdaClient(system.sdk),
    new SQSClient(system.sdk),
  ];
  const TableName = (await dynamodb.send(new ListTablesCommand({}))).TableNames?.[0] ?? "";

  async function token(claims: JWTPayload = {}): Promise<string> {
    const iat = await nowSeconds(system);
    return sign(secret, { iat, exp: iat + 3600, ...claims });
  }

  async function rowsWith(text: string): Promise<readonly Row[]> {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return (Items as Row[]).filter((item) => JSON.stringify(item).includes(text));
  }

  /** Subscribe messages that a function is done with, and what functions are at work on. */
  let handled = 0;
  const underWay = new Set<unknown>();
  function note({ service, type, data }: JournalEntry): boolean {
    if (service !== "lambda") return false;
    if (type === "invoke") underWay.add(data.requestId);
    if (type !== "report") return false;
    underWay.delete(data.requestId);
    if (String(data.logicalId).startsWith("Subscribe")) handled++;
    return false;
  }
  // Reads on until the engine stops, which is the end that is meant.
  system.waitFor(note).catch(() => {});

  async function sendAndWait(socket: TestSocket, message: unknown): Promise<void> {
    const before = handled;
    socket.send(message);
    await settled(async () => (await nowSeconds(system)) > 0 && handled > before);
  }

  return {
    system,
    token,
    now: () => nowSeconds(system),
    rowsWith,
    sendAndWait,
    quiet: () => settled(async () => (await nowSeconds(system)) > 0 && underWay.size === 0),
    async connect(userId, entityIds = []) {
      const socket = await openSocket(system.url, ["websocket", await token({ sub: userId, userId })]);
      for (const entityId of entityIds) await sendAndWait(socket, { action: "subscribe", entityId });
      return socket;
    },
    async publish(entries) {
      const Entries = entries.map(({ source = "portcullis", type, detail }) => ({
        Source: source,
        DetailType: type,
        Detail: JSON.stringify(detail),
      }));
      await events.send(new PutEventsCommand({ Entries }));
    },
    async plantGhost(text, changes = {}) {
      for (const row of await rowsWith(text)) {
        const connectionId = CONNECTION_PARTITION.exec(row.pk)?.[1];
        if (connectionId === undefined) continue;
        const ghost: Row = JSON.parse(JSON.stringify(row).replaceAll(connectionId, GHOST));
        await documents.send(new PutCommand({ TableName, Item: { ...ghost, ...changes } }));
      }
    },
    async invoke(logicalId, event) {
      const FunctionName = system.functions.find((name) => name.includes(logicalId));
      await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    },
    async depth(name) {
      const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
      const counts = QueueUrls.filter((url) => url.includes(name)).map(async (QueueUrl) => {
        const { Attributes = {} } = await queues.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
        );
        return Number(Attributes.ApproximateNumberOfMessages);
      });
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

/** Each look takes the engine some milliseconds. */
const LOOKS = 500;

/** Looks until it holds. What never comes fails the scenario that waits for it. */
export async function settled(holds: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < LOOKS; look++) if (await holds()) return;
  throw new Error("It never came to that.");
}

/** Long enough for every queue to bring back what failed, several times. */
export async function letRetriesPass(target: Target): Promise<void> {
  for (let minutes = 0; minutes < 8; minutes++) {
    await target.quiet();
    await target.system.advance(60);
  }
  await target.quiet();
}

async function nowSeconds({ endpoint }: System): Promise<number> {
  const body = JSON.stringify({ advanceSeconds: 0 });
  const response = await fetch(`${endpoint}/_portcullis/clock`, { method: "POST", body });
  const { now } = (await response.json()) as { now: string };
  return Math.floor(Date.parse(now) / 1000);
}
