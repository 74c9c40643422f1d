import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

/** Sends a message to a connection. Resolves with false when nobody can reach it any more. */
export async function send(ConnectionId: string, message: object): Promise<boolean> {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "GoneException") return false;
    throw error;
  }
}
