import { subscribe as definition } from "@portcullis/contract";
import { createMayFollow } from "../../../actions/may-follow.ts";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createConnections } from "../../aws/dynamodb/connections.ts";
import { createEntityReader } from "../../aws/dynamodb/entities.ts";
import { createStateReader } from "../../aws/dynamodb/state/states.ts";
import { createStreamReader } from "../../aws/dynamodb/streams.ts";
import { createSubscriptions } from "../../aws/dynamodb/subscriptions.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { createSockets } from "../../aws/management-api/sockets.ts";
import { givenTraceparent } from "../../aws/tracing/work.ts";
import { answerTo } from "../../core/messages/action.ts";
import { subscribe } from "../../core/subscriptions/subscribe.ts";
import { followPolicy } from "../../core/tokens/policy.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const connections = createConnections(table);
const act = subscribe({
  connections,
  subscriptions: createSubscriptions(table),
  entities: createEntityReader(table, { entitySeconds: env.entitySeconds(), now: Date.now }),
  streams: createStreamReader(table, { historySeconds: env.historyMinutes() * 60, now: Date.now }),
  states: createStateReader(table),
  sockets: createSockets(env.managementEndpoint(), log),
  mayFollow: createMayFollow(followPolicy(env.entityPolicy()), env.ownSettings()),
  now: Date.now,
  givenTraceparent,
});

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
