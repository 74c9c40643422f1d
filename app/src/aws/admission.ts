import { type Admission, createAdmission } from "../core/admit.ts";
import * as env from "../env.ts";
import { createClosing } from "./closing.ts";
import { createMetrics } from "./metrics.ts";
import { createQueue } from "./queue.ts";
import type { Table } from "./table.ts";
import { createTraffic } from "./traffic.ts";

/** What every function needs that answers messages of clients. */
export function openAdmission(table: Table): Admission {
  return createAdmission({
    traffic: createTraffic(table),
    closing: createClosing(createQueue(env.closeQueueUrl())),
    limits: env.messageLimits(),
    metrics: createMetrics(),
    now: Date.now,
  });
}
