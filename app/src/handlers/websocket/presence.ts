import { presence as definition } from "@portcullis/contract";
import { createMayFollow } from "../../../actions/may-follow.ts";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createPresences } from "../../aws/dynamodb/presences.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { createSockets } from "../../aws/management-api/sockets.ts";
import { answerTo } from "../../core/messages/action.ts";
import { presence } from "../../core/presence/presence.ts";
import { followPolicy } from "../../core/tokens/policy.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = presence({
  presences: createPresences(table, Date.now),
  sockets: createSockets(env.managementEndpoint(), log),
  now: Date.now,
  newId: () => crypto.randomUUID(),
  mayFollow: createMayFollow(followPolicy(env.entityPolicy()), env.ownSettings()),
});

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
