import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createPresences } from "../../aws/dynamodb/presences.ts";
import {
  entityNameOf,
  pingedOf,
  presenceChangeOf,
  type TableStreamEvent,
  type TableStreamRecord,
} from "../../aws/dynamodb/table/stream.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { processStream } from "../../aws/lambda/stream-batch.ts";
import { hasTimeOf } from "../../aws/lambda/time.ts";
import { createLooks, createQueue } from "../../aws/sqs/queue.ts";
import { checkPing } from "../../core/connections/ping.ts";
import { tellPresence } from "../../core/presence/presence-change.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const ports = {
  ...openDeliverDependencies(table),
  presences: createPresences(table, Date.now),
  looks: createLooks(createQueue(env.deliveryQueueUrl())),
  graceMs: env.presenceGraceSeconds() * 1000,
};

/** Changes of one entity go together; what is of none is by itself. */
const groupOf = (record: TableStreamRecord): string => entityNameOf(record) ?? record.eventID;

async function process(records: readonly TableStreamRecord[]): Promise<void> {
  const [pinged] = records.map(pingedOf);
  if (pinged) await checkPing(pinged, ports);
  else await tellPresence(records.map(presenceChangeOf), ports);
}

/** Tells those who asked who comes and goes, and has connections closed that ping too late or too often. */
export async function handler({ Records }: TableStreamEvent, context: InvocationContext) {
  logInvocation(context);
  const records = Records.map((record) => ({ ...record, sequenceNumber: record.dynamodb.SequenceNumber }));
  return processStream(records, groupOf, process, { hasTime: hasTimeOf(context), log });
}
