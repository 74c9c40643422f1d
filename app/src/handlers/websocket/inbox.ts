import { inbox as definition } from "@portcullis/contract";
import { log } from "../../aws/cloudwatch/logger.ts";
import { createInboxReader } from "../../aws/dynamodb/inbox/inboxes.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { createSockets } from "../../aws/management-api/sockets.ts";
import { inbox } from "../../core/inbox/inbox.ts";
import { answerTo } from "../../core/messages/action.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = inbox({
  inboxes: createInboxReader(table, Date.now),
  sockets: createSockets(env.managementEndpoint(), log),
  now: Date.now,
});

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
