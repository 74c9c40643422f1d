import { disconnectUserEvent, revokeAccessEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createConnections } from "../../aws/dynamodb/connections.ts";
import { createReceipts } from "../../aws/dynamodb/receipts.ts";
import { createRevocations } from "../../aws/dynamodb/revocations.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { createPlaces } from "../../aws/dynamodb/users.ts";
import { eventOf, queueHandler } from "../../aws/lambda/queue-handler.ts";
import { createSockets } from "../../aws/management-api/sockets.ts";
import { createClosing } from "../../aws/sqs/closing.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { closeConnection } from "../../core/connections/close.ts";
import { type CloseRequest, closeCommandSchema } from "../../core/connections/close-command.ts";
import { closeWithReceipt, receipted } from "../../core/connections/receipt.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../../core/connections/revoke.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const receipts = createReceipts(table, Date.now);
const ports = {
  sockets: createSockets(env.managementEndpoint(), log),
  connections: createConnections(table),
  users: createPlaces(table),
  revocations: createRevocations(table, { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now }),
  closing: createClosing(createQueue(env.closeQueueUrl())),
  now: Date.now,
};
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
