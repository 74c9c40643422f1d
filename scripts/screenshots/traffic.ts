import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { clientsOf } from "../../console/test/browser/clients.ts";
import type { Engine } from "../../engine/src/index.ts";

const SIGNED = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20260101T000000Z",
  "content-type": "application/x-amz-json-1.1",
  "x-amz-target": "AWSEvents.PutEvents",
};

const USERS = ["ada", "grace", "linus", "margaret"];
const ENTITIES = ["order:1042", "order:1043", "room:lobby"];

/** Lets the app have the traffic of an ordinary minute: connections, subscriptions, updates, mistakes, refusals. */
export async function makeTraffic(engine: Engine): Promise<readonly WebSocket[]> {
  const clients = clientsOf("app", engine);
  const sockets = await Promise.all(USERS.map((user) => clients.connect(user)));
  for (const [index, socket] of sockets.entries())
    for (const entityId of ENTITIES.slice(0, 1 + (index % ENTITIES.length)))
      await ask(socket, { action: "subscribe", entityId });
  for (let round = 0; round < 3; round++) for (const entityId of ENTITIES) await publish(engine, entityId, round);
  await ask(sockets[0], { action: "presence", entityId: ENTITIES[0] });
  await ask(sockets[1], { action: "shout", text: "hello" });
  await refused(engine, {});
  await refused(engine, { protocols: ["websocket", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"] });
  // Pushes are on their way.
  await pause(2_000);
  return sockets;
}

async function ask(socket: WebSocket | undefined, message: object): Promise<void> {
  socket?.send(JSON.stringify(message));
  if (socket) await once(socket, "message");
}

async function publish({ endpoint }: Engine, entityId: string, round: number): Promise<void> {
  const Detail = JSON.stringify({ entityId, message: { status: ["placed", "packed", "shipped"][round] } });
  const Entries = [{ Source: "shop", DetailType: "Entity Updated", Detail, EventBusName: "default" }];
  await fetch(endpoint, { method: "POST", headers: SIGNED, body: JSON.stringify({ Entries }) });
}

async function refused({ webSockets }: Engine, { protocols = [] }: { protocols?: string[] }): Promise<void> {
  const socket = new WebSocket(webSockets[0]?.url ?? "", protocols);
  await once(socket, "error");
}
