import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openSenders } from "../../aws/lambda/admission.ts";
import { answering } from "../../aws/lambda/message-handler.ts";
import { answerUnrouted } from "../../core/messages/action.ts";
import * as env from "../../env.ts";

/** Without this route a client's mistake would be answered with API Gateway's "Forbidden". */
export const handler = answering(answerUnrouted(openSenders(openTable(env.tableName()))));
