import { addConnection, removeConnection } from "./documents.ts";
import type { SocketEvent } from "./sockets.ts";

export async function connect({ requestContext: { connectionId, authorizer } }: SocketEvent) {
  await addConnection(authorizer.doc, connectionId);
  // Browsers insist on an answer to the subprotocols that they offer.
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "yjs" } };
}

export async function disconnect({ requestContext: { connectionId, authorizer } }: SocketEvent) {
  await removeConnection(authorizer.doc, connectionId);
  return { statusCode: 200 };
}
