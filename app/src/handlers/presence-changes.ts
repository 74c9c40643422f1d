import { createDeliverPorts } from "../aws/deliver-ports.ts";
import type { InvocationContext } from "../aws/events.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { createRoster } from "../aws/roster.ts";
import { openTable } from "../aws/table.ts";
import { presenceChangeOf, type TableStreamEvent } from "../aws/table-stream.ts";
import { hasTimeOf } from "../aws/time.ts";
import { tellPresence } from "../core/presence-change.ts";
import { processStream } from "../core/stream-batch.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const ports = { ...createDeliverPorts(table), roster: createRoster(table, Date.now) };

/** Tells those who asked who comes and goes. */
export async function handler({ Records }: TableStreamEvent, context: InvocationContext) {
  logInvocation(context);
  const records = Records.map((record) => ({ ...record, sequenceNumber: record.dynamodb.SequenceNumber }));
  return processStream(records, (record) => tellPresence(presenceChangeOf(record), ports), {
    hasTime: hasTimeOf(context),
    log,
  });
}
