import { once } from "node:events";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { WebSocket } from "ws";
import { startEngine } from "../src/engine.ts";

/** Patience with what keeps this program from ending, before it is named. */
const PATIENCE_MS = 5_000;

// A program of its own, started by a test: what keeps it alive is the engine's, and nobody else's.
const engine = await startEngine({ template: join(import.meta.dirname, "fixtures/echo/template.yaml") });
const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
await once(socket, "open");
socket.send("x");
await once(socket, "message");
// Without a table in the template the store comes up for whoever calls it.
await new DynamoDBClient({
  endpoint: engine.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
}).send(new ListTablesCommand());
const running = process.getActiveResourcesInfo();
socket.close();
await once(socket, "close");
await engine.stop();
const answers = await fetch(engine.endpoint).then(
  () => true,
  () => false,
);
console.log(JSON.stringify({ running, stopped: process.getActiveResourcesInfo(), answers }));
setTimeout(() => {
  console.error(`This does not end: ${process.getActiveResourcesInfo()}`);
  process.exit(1);
}, PATIENCE_MS).unref();
