import { identityFromContext } from "../aws/authorizer-result.ts";
import { createClosing } from "../aws/closing.ts";
import { connectAnswer } from "../aws/connect-answer.ts";
import { createConnections } from "../aws/connections.ts";
import { type ConnectEvent, type InvocationContext, subprotocolsOf } from "../aws/events.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { createMetrics } from "../aws/metrics.ts";
import { createQueue } from "../aws/queue.ts";
import { createRevocations } from "../aws/revocations.ts";
import { openTable } from "../aws/table.ts";
import { createUsers } from "../aws/users.ts";
import { createWatch } from "../aws/watch.ts";
import { connect } from "../core/connect.ts";
import { newConnection } from "../core/connection.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const life = { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now };
const ports = {
  connections: createConnections(table),
  users: createUsers(table, life),
  revocations: createRevocations(table, life),
  watch: createWatch(env.managementEndpoint(), log),
  closing: createClosing(createQueue(env.closeQueueUrl())),
  maxConnections: env.maxConnectionsPerUser(),
  metrics: createMetrics(),
  now: Date.now,
  log,
};

/** Registers the connection. An error here refuses the handshake, so there is no socket that pushes cannot find. */
export async function handler(event: ConnectEvent, context: InvocationContext) {
  const { connectionId, connectedAt, authorizer } = event.requestContext;
  logInvocation(context, { connectionId });
  const connection = newConnection(identityFromContext(authorizer), { connectionId, connectedAt });
  return connectAnswer(await connect(connection, ports), subprotocolsOf(event));
}
