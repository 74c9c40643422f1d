import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** All that a peer does by itself; the rest is `ws`. */
export interface Peer {
  /** Rejects for a client that may not connect. */
  connect(headers: IncomingHttpHeaders): Promise<unknown>;
  /** Resolves with the answer. */
  ping(connectionId: string): Promise<string>;
  /** Has the message sent to its connection. */
  echo(connectionId: string, body: string, socket: WebSocket): Promise<unknown>;
}

/** Serves sockets, and `POST /@connections/{id}`, in the way that costs least. Says on standard output where. */
export function serve(create: (url: string) => Peer): void {
  const sockets = new Map<string, WebSocket>();
  const server = createServer((request, response) => {
    const socket = sockets.get(decodeURIComponent(request.url?.slice(request.url.lastIndexOf("/") + 1) ?? ""));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      socket?.send(Buffer.concat(chunks), { binary: false });
      response.writeHead(socket ? 200 : 410).end();
    });
  });
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.listen(0, "127.0.0.1", () => {
    const url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const peer = create(`http://${url}`);
    server.on("upgrade", async (request, stream, head) => {
      await peer.connect(request.headers);
      webSockets.handleUpgrade(request, stream, head, (socket) => {
        const id = randomUUID();
        sockets.set(id, socket);
        socket.once("close", () => sockets.delete(id));
        socket.on("message", async (data) => {
          const text = String(data);
          const { action } = JSON.parse(text) as { readonly action: string };
          if (action === "ping") socket.send(await peer.ping(id));
          else await peer.echo(id, text, socket);
        });
      });
    });
    process.stdout.write(`${JSON.stringify({ url: `ws://${url}/`, managementUrl: `http://${url}` })}\n`);
  });
  process.once("SIGTERM", () => process.exit());
}
