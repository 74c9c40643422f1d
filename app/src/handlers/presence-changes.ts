import { createDeliverPorts } from "../aws/deliver-ports.ts";
import type { InvocationContext } from "../aws/events.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { createRoster } from "../aws/roster.ts";
import { openTable } from "../aws/table.ts";
import { pingedOf, presenceChangeOf, type TableStreamEvent, type TableStreamRecord } from "../aws/table-stream.ts";
import { hasTimeOf } from "../aws/time.ts";
import { judgePing } from "../core/ping.ts";
import { tellPresence } from "../core/presence-change.ts";
import { processStream } from "../core/stream-batch.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const ports = { ...createDeliverPorts(table), roster: createRoster(table, Date.now) };

async function process(record: TableStreamRecord): Promise<void> {
  const pinged = pingedOf(record);
  if (pinged) await judgePing(pinged, ports);
  else await tellPresence(presenceChangeOf(record), ports);
}

/** Tells those who asked who comes and goes, and has connections closed that ping too late or too often. */
export async function handler({ Records }: TableStreamEvent, context: InvocationContext) {
  logInvocation(context);
  const records = Records.map((record) => ({ ...record, sequenceNumber: record.dynamodb.SequenceNumber }));
  return processStream(records, process, { hasTime: hasTimeOf(context), log });
}
