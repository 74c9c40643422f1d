import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import type { Message } from "graphql-ws";
import { removeAll } from "./subscriptions.ts";

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

/** Sends a message of the protocol, and forgets a connection that nobody can reach any more. */
export async function send(ConnectionId: string, message: Message): Promise<void> {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error instanceof Error && error.name === "GoneException") await removeAll(ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}
