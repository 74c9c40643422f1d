import { presence as definition } from "@portcullis/contract";
import { createMayFollow } from "../../../actions/may-follow.ts";
import { createPresences } from "../../aws/dynamodb/presences.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { messageHandler, openSenders } from "../../aws/lambda/message-handler.ts";
import { answerTo } from "../../core/messages/action.ts";
import { presence } from "../../core/presence/presence.ts";
import { followPolicy } from "../../core/tokens/policy.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = presence({
  presences: createPresences(table, Date.now),
  mayFollow: createMayFollow(followPolicy(env.entityPolicy()), env.ownSettings()),
});

export const handler = messageHandler(answerTo(definition, openSenders(table), act));
