import { authenticate as definition } from "@portcullis/contract";
import { openAdmission } from "../aws/admission.ts";
import { answering } from "../aws/answer.ts";
import { createClosing } from "../aws/closing.ts";
import { createConnections } from "../aws/connections.ts";
import { createFollowing } from "../aws/following.ts";
import { log } from "../aws/logger.ts";
import { createMetrics } from "../aws/metrics.ts";
import { createQueue } from "../aws/queue.ts";
import { createRevocations } from "../aws/revocations.ts";
import { createSubscriptions } from "../aws/subscriptions.ts";
import { openTable } from "../aws/table.ts";
import { openVerifier } from "../aws/verification.ts";
import { answerTo } from "../core/action.ts";
import { authenticate } from "../core/authenticate.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const act = authenticate({
  verify: openVerifier(log),
  revocations: createRevocations(table, { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now }),
  connections: createConnections(table),
  subscriptions: createSubscriptions(table),
  following: createFollowing(table),
  closing: createClosing(createQueue(env.closeQueueUrl())),
  policy: env.entityPolicy(),
  metrics: createMetrics(),
  log,
});

export const handler = answering(answerTo(definition, openAdmission(table), act));
