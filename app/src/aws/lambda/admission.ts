import { createSenders, type Senders } from "../../core/messages/senders.ts";
import * as env from "../../env.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createRateCounters } from "../dynamodb/rate-counters.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { createClosing } from "../sqs/closing.ts";
import { createQueue } from "../sqs/queue.ts";

/** What every function needs that answers messages of clients. */
export function openSenders(table: Table): Senders {
  return createSenders({
    rateCounters: createRateCounters(table),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    limits: env.messageLimits(),
    metrics: createMetrics(),
    now: Date.now,
  });
}
