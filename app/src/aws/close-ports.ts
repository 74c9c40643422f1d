import type { ClosePorts } from "../core/close.ts";
import type { Receipts } from "../core/receipt.ts";
import type { RevokePorts } from "../core/revoke.ts";
import * as env from "../env.ts";
import { createCloser } from "./closer.ts";
import { createClosing } from "./closing.ts";
import { createConnections } from "./connections.ts";
import { log } from "./logger.ts";
import { createQueue } from "./queue.ts";
import { createReceipts } from "./receipts.ts";
import { createRevocations } from "./revocations.ts";
import { createSockets } from "./sockets.ts";
import type { Table } from "./table.ts";
import { createPlaces } from "./users.ts";

/** What the one function needs that closes connections. */
export function createClosePorts(table: Table): ClosePorts & RevokePorts & { readonly receipts: Receipts } {
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
