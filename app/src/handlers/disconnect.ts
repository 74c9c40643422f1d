import { createConnections } from "../aws/connections.ts";
import type { InvocationContext, MessageEvent } from "../aws/events.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { openTable } from "../aws/table.ts";
import * as env from "../env.ts";

const connections = createConnections(openTable(env.tableName()));

/** Forgets the connection. API Gateway calls this at best effort; what it misses, pushes and TTL clean up. */
export async function handler({ requestContext: { connectionId } }: MessageEvent, context: InvocationContext) {
  logInvocation(context);
  await connections.remove(connectionId);
  log.info("Disconnected", { connectionId });
  return { statusCode: 200 };
}
