import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import * as z from "zod";
import { addConnection, addVote, connections, removeConnection, votes } from "./votes.ts";

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

const Vote = z.strictObject({ action: z.literal("vote"), choice: z.enum(["tea", "coffee"]) });

interface SocketEvent {
  readonly body: string;
  readonly requestContext: {
    readonly routeKey: string;
    readonly connectionId: string;
    readonly authorizer: { readonly principalId: string };
  };
}

export async function handler(event: SocketEvent) {
  const { routeKey, connectionId } = event.requestContext;
  if (routeKey === "$connect") await addConnection(connectionId);
  else if (routeKey === "$disconnect") await removeConnection(connectionId);
  else await vote(event);
  // Browsers insist on an answer to the subprotocols that they offer.
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "poll" } };
}

async function vote({ body, requestContext: { connectionId, authorizer } }: SocketEvent): Promise<void> {
  const { data, error } = Vote.safeParse(JSON.parse(body));
  if (error) return send(connectionId, { type: "error", message: error.issues[0]?.message });
  if (!(await addVote(authorizer.principalId, data.choice)))
    return send(connectionId, { type: "error", message: "You have voted." });
  const all = await votes();
  const count = (choice: string) => all.filter((one) => one === choice).length;
  const result = { type: "result", tea: count("tea"), coffee: count("coffee") };
  await Promise.all((await connections()).map((id) => send(id, result)));
}

/** Sends a message to a connection, and forgets one that nobody can reach any more. */
async function send(ConnectionId: string, message: object): Promise<void> {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error instanceof Error && error.name === "GoneException") await removeConnection(ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}
