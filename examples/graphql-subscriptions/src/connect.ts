import { removeAll } from "./subscriptions.ts";

interface SocketEvent {
  readonly requestContext: { readonly connectionId: string };
}

/** Clients of the protocol insist on an answer to their subprotocol. */
export const connect = async () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "graphql-transport-ws" } });

export async function disconnect({ requestContext: { connectionId } }: SocketEvent) {
  await removeAll(connectionId);
  return { statusCode: 200 };
}
