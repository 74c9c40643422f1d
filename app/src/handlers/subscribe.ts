import { subscribe as definition } from "@portcullis/contract";
import { openAdmission } from "../aws/admission.ts";
import { answering } from "../aws/answer.ts";
import { createConnections } from "../aws/connections.ts";
import { createEntityReader } from "../aws/entities.ts";
import { log } from "../aws/logger.ts";
import { createSockets } from "../aws/sockets.ts";
import { createSubscriptions } from "../aws/subscriptions.ts";
import { openTable } from "../aws/table.ts";
import { answerTo } from "../core/action.ts";
import { subscribe } from "../core/subscribe.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const connections = createConnections(table);
const act = subscribe({
  connections,
  subscriptions: createSubscriptions(table),
  entities: createEntityReader(table, { entitySeconds: env.entitySeconds(), now: Date.now }),
  sockets: createSockets(env.managementEndpoint(), log),
  policy: env.entityPolicy(),
  now: Date.now,
});

export const handler = answering(answerTo(definition, openAdmission(table), act));
