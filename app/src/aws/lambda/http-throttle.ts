import { type httpOperations, problemOf } from "@portcullis/contract";
import { throttleCall } from "../../core/messages/throttle-call.ts";
import type { UserRef } from "../../core/references.ts";
import * as env from "../../env.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createRateCounters } from "../dynamodb/rate-counters.ts";
import type { Table } from "../dynamodb/table/table.ts";
import { answerOf } from "./http-api.ts";

/** Throttles the calls of an operation that writes. Resolves with the answer to one too many. */
export function openHttpThrottle(table: Table, operation: keyof typeof httpOperations) {
  const ports = {
    rateCounters: createRateCounters(table),
    perUser: env.userMessagesPerMinute(),
    metrics: createMetrics(),
    now: Date.now,
  };
  return async (user: UserRef) => {
    const refused = await throttleCall(user, ports);
    const headers = refused && { "retry-after": String(refused.retryAfterSeconds) };
    return headers && answerOf(operation, problemOf("rate_limited"), headers);
  };
}
