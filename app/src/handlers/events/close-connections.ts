import { disconnectUserEvent, revokeAccessEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { createCloseDependencies } from "../../aws/lambda/close-ports.ts";
import { eventOf, queueHandler } from "../../aws/lambda/queue-handler.ts";
import { closeConnection } from "../../core/connections/close.ts";
import { type CloseRequest, closeCommandSchema } from "../../core/connections/close-command.ts";
import { closeWithReceipt, receipted } from "../../core/connections/receipt.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../../core/connections/revoke.ts";
import * as env from "../../env.ts";

const { receipts, ...ports } = createCloseDependencies(openTable(env.tableName()));
const close = (request: CloseRequest) => closeConnection(request, ports);

const schema = z.union([
  closeCommandSchema,
  eventOf("Disconnect User", disconnectUserEvent.payload),
  eventOf("Revoke Access", revokeAccessEvent.payload),
]);

/** Closes connections, when another function asks for it and when an event does. No other function may. */
export const handler = queueHandler(schema, (request) => {
  if ("kind" in request)
    return request.kind === "close" ? closeWithReceipt(request, close, receipts) : closeRevoked(request.access, ports);
  const ofEvent = { ...ports, closing: receipted(request.id, ports.closing, receipts) };
  if (request["detail-type"] === "Revoke Access") return revokeAccess(request.detail, ofEvent);
  return disconnectUser(request.detail, ofEvent);
});
