import { createServer } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { jwtVerify } from "jose";
import { WebSocketServer } from "ws";
import { type System, startSystem } from "../e2e/support/system.ts";
import { createTestJwt, readSigningSecret } from "../e2e/support/tokens.ts";
import { median } from "./report.ts";

export interface Pair extends AsyncDisposable {
  readonly engineUrl: string;
  readonly peerUrl: string;
  readonly token: string;
}

/**
 * Starts the engine with the app, and its peer: one bare `ws` server that checks the same token and writes a row to the
 * same DynamoDB before it accepts, all in one process without isolation, gateway or authorizer.
 */
export async function startPair(): Promise<Pair> {
  const system = await startSystem();
  const [token, secret] = await Promise.all([createTestJwt(system), readSigningSecret(system)]);
  const peer = await startPeer(system, secret);
  return {
    engineUrl: system.url,
    peerUrl: peer.url,
    token,
    async [Symbol.asyncDispose]() {
      peer.close();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** Measures both in turns, after a round of each that is not counted. */
export async function takeTurns(rounds: number, engine: () => Promise<number>, peer: () => Promise<number>) {
  const [engineMs, peerMs]: [number[], number[]] = [[await engine()], [await peer()]];
  for (let round = 0; round < rounds; round++) {
    engineMs.push(await engine());
    peerMs.push(await peer());
  }
  return { engineMs: median(engineMs.slice(1)), peerMs: median(peerMs.slice(1)) };
}

async function startPeer(system: System, secret: Uint8Array) {
  const dynamodb = new DynamoDBClient(system.sdk);
  const TableName = (await dynamodb.send(new ListTablesCommand({}))).TableNames?.[0] ?? "";
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => "websocket" });
  let connections = 0;
  server.on("upgrade", async (request, socket, head) => {
    const token = (request.headers["sec-websocket-protocol"] ?? "").split(",")[1]?.trim() ?? "";
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
    const Key = { pk: `PEER#${++connections}`, sk: "META" };
    await documents.send(new PutCommand({ TableName, Item: { ...Key, sub: payload.sub } }));
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on("message", (data) => accepted.send(JSON.stringify({ type: "error", of: JSON.parse(String(data)) })));
      accepted.once("close", () => documents.send(new DeleteCommand({ TableName, Key })).catch(() => {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `ws://127.0.0.1:${port}`,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}
