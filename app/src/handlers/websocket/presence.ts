import { presence as definition } from "@portcullis/contract";
import { createRoster } from "../../aws/dynamodb/presences.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openAdmission } from "../../aws/lambda/admission.ts";
import { answering } from "../../aws/lambda/message-handler.ts";
import { answerTo } from "../../core/messages/action.ts";
import { presence } from "../../core/presence/presence.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const act = presence({ roster: createRoster(table, Date.now), policy: env.entityPolicy() });

export const handler = answering(answerTo(definition, openAdmission(table), act));
