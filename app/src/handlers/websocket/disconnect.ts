import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createConnections } from "../../aws/dynamodb/connections.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import type { InvocationContext, MessageEvent } from "../../aws/lambda/events.ts";
import * as env from "../../env.ts";

const connections = createConnections(openTable(env.tableName()));

/** Forgets the connection. API Gateway calls this at best effort; what it misses, pushes and TTL clean up. */
export async function handler({ requestContext: { connectionId } }: MessageEvent, context: InvocationContext) {
  logInvocation(context);
  await connections.remove(connectionId);
  log.info("Disconnected", { connectionId });
  return { statusCode: 200 };
}
