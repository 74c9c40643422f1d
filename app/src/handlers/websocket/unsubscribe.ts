import { unsubscribe as definition } from "@portcullis/contract";
import { createSubscriptions } from "../../aws/dynamodb/subscriptions.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { answerTo } from "../../core/messages/action.ts";
import { unsubscribe } from "../../core/subscriptions/unsubscribe.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = unsubscribe(createSubscriptions(table));

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
