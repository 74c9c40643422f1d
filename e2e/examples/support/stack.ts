import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { handshake } from "../../support/sockets.ts";
import { root, type System, startSystem } from "../../support/system.ts";
import type { RunningChat } from "./chats.ts";

/** Starts the template of an example, with its roles enforced as its `npm start` has them. */
export const startStack = (template: string, options: readonly string[] = []): Promise<System> =>
  startSystem(join(root, "examples", template), ["--iam", "enforce", ...options]);

/** Starts the template of an example of a chat. */
export async function startChat(template: string): Promise<RunningChat> {
  const system = await startStack(template);
  return { system, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

/** A token of the example's own function for a user, with more members of its event where it takes them. */
export async function tokenOf({ sdk, functions }: System, user: string, more: object = {}): Promise<string> {
  const FunctionName = functions.find((name) => /CreateToken/i.test(name));
  const Payload = JSON.stringify({ user, ...more });
  const answer = await new LambdaClient(sdk).send(new InvokeCommand({ FunctionName, Payload }));
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
}

/** Returns the status of a refused handshake with these subprotocols. */
export async function refusal(url: string, ...subprotocols: readonly string[]): Promise<number> {
  const offered = subprotocols.join(", ");
  return (await handshake(url, offered === "" ? {} : { "Sec-WebSocket-Protocol": offered })).status;
}

/** Resolves once a user's connection is open. */
export const connected = (system: System, user: string) =>
  system.waitFor(({ type, data }) => type === "connect" && data.principalId === user);

/** Lets posts to a user fail as if the connection were gone. */
export async function loseConnectionsOf({ endpoint }: System, user: string): Promise<void> {
  const body = JSON.stringify({ kind: "gone", user });
  const { ok } = await fetch(`${endpoint}/_portcullis/faults`, { method: "POST", body });
  if (!ok) throw new Error("The fault was not set.");
}

/** Counts the items in the one table of a stack. */
export async function countItems({ sdk }: System): Promise<number> {
  const client = new DynamoDBClient(sdk);
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand({}));
  const { Count = 0 } = await client.send(new ScanCommand({ TableName, Select: "COUNT" }));
  return Count;
}
