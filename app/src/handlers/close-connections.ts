import { disconnectUserEvent, revokeAccessEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { createCloser } from "../aws/closer.ts";
import { createClosing } from "../aws/closing.ts";
import { createConnections } from "../aws/connections.ts";
import { log } from "../aws/logger.ts";
import { createQueue } from "../aws/queue.ts";
import { eventOf, queueHandler } from "../aws/queue-handler.ts";
import { createRevocations } from "../aws/revocations.ts";
import { createSockets } from "../aws/sockets.ts";
import { openTable } from "../aws/table.ts";
import { createUsers } from "../aws/users.ts";
import { closeConnection } from "../core/close.ts";
import { closeCommandSchema } from "../core/close-command.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../core/revoke.ts";
import { env } from "../env.ts";

const table = openTable(env.tableName);
const life = { maxTokenSeconds: env.maxTokenSeconds, now: Date.now };
const ports = {
  sockets: createSockets(env.managementEndpoint, log),
  closer: createCloser(env.managementEndpoint, log),
  connections: createConnections(table),
  users: createUsers(table, life),
  revocations: createRevocations(table, life),
  closing: createClosing(createQueue(env.closeQueueUrl)),
};

const disconnectSchema = eventOf("Disconnect User", disconnectUserEvent.payload);
const revokeSchema = eventOf("Revoke Access", revokeAccessEvent.payload);
const schema = z.union([closeCommandSchema, disconnectSchema, revokeSchema]);

/** Closes connections, when another function asks for it and when an event does. No other function may. */
export const handler = queueHandler(schema, async (request) => {
  if ("kind" in request)
    await (request.kind === "close" ? closeConnection(request, ports) : closeRevoked(request.access, ports));
  else if (request["detail-type"] === "Revoke Access") await revokeAccess(request.detail, ports);
  else await disconnectUser(request.detail, ports);
});
