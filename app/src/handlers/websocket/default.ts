import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { answerUnrouted } from "../../core/messages/action.ts";
import * as env from "../../env.ts";

/** Without this route a client's mistake would be answered with API Gateway's "Forbidden". */
export const handler = messageHandler(answerUnrouted(openSenders(openTable(env.tableName()))));
