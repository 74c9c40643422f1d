import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { connectionsIn, remove } from "./connections.ts";

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

/** Sends a message to a connection, and forgets one that nobody can reach any more. */
export async function send(ConnectionId: string, message: object): Promise<void> {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error instanceof Error && error.name === "GoneException") await remove(ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}

/** Sends a message to everybody in a room. */
export async function tell(room: string, message: object): Promise<void> {
  await Promise.all((await connectionsIn(room)).map((connectionId) => send(connectionId, message)));
}
