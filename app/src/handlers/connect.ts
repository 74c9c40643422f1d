import { identityFromContext } from "../aws/authorizer-result.ts";
import { createConnections } from "../aws/connections.ts";
import { type ConnectEvent, type InvocationContext, subprotocolsOf } from "../aws/events.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { openTable } from "../aws/table.ts";
import { newConnection } from "../core/connection.ts";
import { offeredSubprotocols, SUBPROTOCOL } from "../core/token-carrier.ts";
import { env } from "../env.ts";

const connections = createConnections(openTable(env.tableName));

/** Registers the connection. An error here refuses the handshake, so there is no socket that pushes cannot find. */
export async function handler(event: ConnectEvent, context: InvocationContext) {
  logInvocation(context);
  const { connectionId, connectedAt, authorizer } = event.requestContext;
  const connection = newConnection(identityFromContext(authorizer), { connectionId, connectedAt });
  await connections.put(connection);
  log.info("Connected", { connectionId, userId: connection.userId });
  // A client fails the handshake over a subprotocol that it did not offer, and over none when it did offer some.
  const offered = offeredSubprotocols(subprotocolsOf(event)).includes(SUBPROTOCOL);
  return { statusCode: 200, ...(offered && { headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL } }) };
}
