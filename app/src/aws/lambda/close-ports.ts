import type { CloseDependencies } from "../../core/connections/close.ts";
import type { Receipts } from "../../core/connections/receipt.ts";
import type { RevokeDependencies } from "../../core/connections/revoke.ts";
import * as env from "../../env.ts";
import { log } from "../cloudwatch/logger.ts";
import { createConnections } from "../dynamodb/connections.ts";
import { createReceipts } from "../dynamodb/receipts.ts";
import { createRevocations } from "../dynamodb/revocations.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { createPlaces } from "../dynamodb/users.ts";
import { createCloser } from "../management-api/closer.ts";
import { createSockets } from "../management-api/sockets.ts";
import { createClosing } from "../sqs/closing.ts";
import { createQueue } from "../sqs/queue.ts";

/** What the one function needs that closes connections. */
export function createCloseDependencies(
  table: Table,
): CloseDependencies & RevokeDependencies & { readonly receipts: Receipts } {
  return {
    sockets: createSockets(env.managementEndpoint(), log),
    closer: createCloser(env.managementEndpoint(), log),
    connections: createConnections(table),
    users: createPlaces(table),
    revocations: createRevocations(table, { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now }),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    receipts: createReceipts(table, Date.now),
    now: Date.now,
  };
}
