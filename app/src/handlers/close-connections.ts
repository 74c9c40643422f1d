import { disconnectUserEvent, revokeAccessEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { createClosePorts } from "../aws/close-ports.ts";
import { eventOf, queueHandler } from "../aws/queue-handler.ts";
import { openTable } from "../aws/table.ts";
import { closeConnection } from "../core/close.ts";
import { closeCommandSchema } from "../core/close-command.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../core/revoke.ts";
import * as env from "../env.ts";

const ports = createClosePorts(openTable(env.tableName()));

const schema = z.union([
  closeCommandSchema,
  eventOf("Disconnect User", disconnectUserEvent.payload),
  eventOf("Revoke Access", revokeAccessEvent.payload),
]);

/** Closes connections, when another function asks for it and when an event does. No other function may. */
export const handler = queueHandler(schema, (request) => {
  if ("kind" in request)
    return request.kind === "close" ? closeConnection(request, ports) : closeRevoked(request.access, ports);
  if (request["detail-type"] === "Revoke Access") return revokeAccess(request.detail, ports);
  return disconnectUser(request.detail, ports);
});
