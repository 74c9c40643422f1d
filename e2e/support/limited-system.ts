import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { JWTPayload } from "jose";
import { expect } from "vitest";
import { handshake, openSocket, type TestSocket } from "./sockets.ts";
import { type System, startSystem } from "./system.ts";
import { readSigningSecret, sign } from "./tokens.ts";

/** Limits of the app that these tests reach. */
export const CAP = 5;
export const MESSAGES_PER_MINUTE = 30;
const MISTAKES_PER_MINUTE = 5;

export let system: System;
let secret: Uint8Array;
export let documents: DynamoDBDocumentClient;
let events: EventBridgeClient;
/** Seconds that tests moved the engine's time on by. */
let aheadSeconds = 0;

/** Starts the system anew, with the engine's time at the machine's. */
export async function start(): Promise<void> {
  aheadSeconds = 0;
  system = await startSystem(undefined, [
    ...["--parameter", `MaxConnectionsPerUser=${CAP}`],
    ...["--parameter", `MessagesPerMinute=${MESSAGES_PER_MINUTE}`],
    ...["--parameter", `MistakesPerMinute=${MISTAKES_PER_MINUTE}`],
    ...["--parameter", "EntityPolicy=claims"],
    // Functions may do what their policies say, and nothing else.
    ...["--iam", "enforce"],
  ]);
  secret = await readSigningSecret(system);
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(system.sdk));
  events = new EventBridgeClient(system.sdk);
}

export async function advance(seconds: number): Promise<void> {
  aheadSeconds = await system.advance(seconds);
}

export const now = () => Math.floor(Date.now() / 1000 + aheadSeconds);
export const tokenOf = (sub: string, claims: JWTPayload = {}) =>
  sign(secret, { iat: now(), exp: now() + 600, sub, ...claims });
export const connect = async (sub: string, claims: JWTPayload = {}) =>
  openSocket(system.url, ["websocket", await tokenOf(sub, claims)]);
export const statusOf = async (token: string) =>
  (await handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` })).status;

export async function publish(DetailType: string, detail: unknown): Promise<void> {
  const Entry = { Source: "portcullis", DetailType, Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({ Entries: [{ ...Entry, EventBusName: system.outputs.EventBusName }] }),
  );
  expect(FailedEntryCount).toBe(0);
}

type Row = Readonly<Record<string, unknown>>;

export const rows = async () =>
  (await documents.send(new ScanCommand({ TableName: system.outputs.TableName, ConsistentRead: true }))).Items ?? [];

export const hasKey = ({ sk }: Row, ...prefixes: string[]) => prefixes.some((prefix) => String(sk).startsWith(prefix));

export const connectionRows = async (userId: string) =>
  (await rows()).filter((row: Row) => row.userId === userId && row.sk === "META");

export async function subscribe(socket: TestSocket, entityId: string): Promise<void> {
  socket.send({ action: "subscribe", entityId });
  await socket.next({ type: "subscribed", entityId });
}

/** The errors that a socket got. Whoever closes may be quicker than the answer to the message that it is closed for. */
export const errorsIn = ({ received }: TestSocket) => received.filter(({ type }) => type === "error");
