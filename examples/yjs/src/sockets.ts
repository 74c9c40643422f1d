import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { removeConnection } from "./documents.ts";

/** Parts of API Gateway's event that this stack reads. */
export interface SocketEvent {
  readonly body: string;
  readonly requestContext: {
    readonly connectionId: string;
    /** From the authorizer's context. */
    readonly authorizer: { readonly doc: string };
  };
}

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

/** Sends a message to a connection, and forgets one that nobody can reach any more. */
export async function send(doc: string, ConnectionId: string, message: object): Promise<void> {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error instanceof Error && error.name === "GoneException") await removeConnection(doc, ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}
