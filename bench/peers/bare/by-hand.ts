import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { jwtVerify } from "jose";
import { WebSocketServer } from "ws";

/**
 * A server by hand that does the least of what the app's connect does: it checks the same token, and writes a row to the
 * same DynamoDB before it accepts, in one process without isolation, gateway or authorizer.
 */
const { JWT_SECRET, TABLE: TableName } = process.env;
const secret = new TextEncoder().encode(JWT_SECRET);
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => "websocket" });
let connections = 0;

server.on("upgrade", async (request, socket, head) => {
  const token = (request.headers["sec-websocket-protocol"] ?? "").split(",")[1]?.trim() ?? "";
  const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
  const Key = { pk: `PEER#${++connections}`, sk: "META" };
  await documents.send(new PutCommand({ TableName, Item: { ...Key, sub: payload.sub } }));
  sockets.handleUpgrade(request, socket, head, (accepted) => {
    accepted.once("close", () => documents.send(new DeleteCommand({ TableName, Key })).catch(() => {}));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` })}\n`);
});
