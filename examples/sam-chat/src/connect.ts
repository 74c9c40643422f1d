import { add } from "./connections.ts";
import type { SocketEvent } from "./messages.ts";

export async function handler({ requestContext }: SocketEvent) {
  await add(requestContext.connectionId);
  // Browsers insist on an answer to the subprotocols that they offer.
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "chat" } };
}
