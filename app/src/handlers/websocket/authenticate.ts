import { authenticate as definition } from "@portcullis/contract";
import { createMayFollow } from "../../../actions/may-follow.ts";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createMetrics } from "../../aws/cloudwatch/metrics.ts";
import { createConnections } from "../../aws/dynamodb/connections.ts";
import { createRevocations } from "../../aws/dynamodb/revocations.ts";
import { createSubscriptions } from "../../aws/dynamodb/subscriptions.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { openVerifier } from "../../aws/lambda/verification.ts";
import { createClosing } from "../../aws/sqs/closing.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { authenticate } from "../../core/connections/authenticate.ts";
import { answerTo } from "../../core/messages/action.ts";
import { followPolicy } from "../../core/tokens/policy.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = authenticate({
  verify: openVerifier(log),
  revocations: createRevocations(table, { maxTokenSeconds: env.maxTokenSeconds(), now: Date.now }),
  connections: createConnections(table),
  subscriptions: createSubscriptions(table),
  closing: createClosing(createQueue(env.closeQueueUrl())),
  mayFollow: createMayFollow(followPolicy(env.entityPolicy()), env.ownSettings()),
  metrics: createMetrics(),
  log,
});

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
