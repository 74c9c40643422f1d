import { unsubscribe as definition } from "@portcullis/contract";
import { openAdmission } from "../aws/admission.ts";
import { answering } from "../aws/answer.ts";
import { createSubscriptions } from "../aws/subscriptions.ts";
import { openTable } from "../aws/table.ts";
import { answerTo } from "../core/action.ts";
import { unsubscribe } from "../core/unsubscribe.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const act = unsubscribe(createSubscriptions(table));

export const handler = answering(answerTo(definition, openAdmission(table), act));
