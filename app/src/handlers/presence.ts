import { presence as definition } from "@portcullis/contract";
import { openAdmission } from "../aws/admission.ts";
import { answering } from "../aws/answer.ts";
import { createRoster } from "../aws/roster.ts";
import { openTable } from "../aws/table.ts";
import { answerTo } from "../core/action.ts";
import { presence } from "../core/presence.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const act = presence({ roster: createRoster(table, Date.now), policy: env.entityPolicy() });

export const handler = answering(answerTo(definition, openAdmission(table), act));
