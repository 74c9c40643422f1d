import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createMetrics } from "../../aws/cloudwatch/metrics.ts";
import { createConnections } from "../../aws/dynamodb/connections.ts";
import { createRevocations } from "../../aws/dynamodb/revocations.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { createUsers } from "../../aws/dynamodb/users.ts";
import { identityFromContext } from "../../aws/lambda/authorizer-result.ts";
import { connectAnswer } from "../../aws/lambda/connect-answer.ts";
import { type ConnectEvent, type InvocationContext, subprotocolsOf } from "../../aws/lambda/events.ts";
import { createSockets } from "../../aws/management-api/sockets.ts";
import { createClosing } from "../../aws/sqs/closing.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { connect } from "../../core/connections/connect.ts";
import { newConnection } from "../../core/connections/connection.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const life = { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now };
const ports = {
  connections: createConnections(table),
  users: createUsers(table, life),
  revocations: createRevocations(table, life),
  sockets: createSockets(env.managementEndpoint(), log),
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
