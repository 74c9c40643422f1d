import { openAdmission } from "../aws/admission.ts";
import { answering } from "../aws/answer.ts";
import { openTable } from "../aws/table.ts";
import { answerUnrouted } from "../core/action.ts";
import * as env from "../env.ts";

/** Without this route a client's mistake would be answered with API Gateway's "Forbidden". */
export const handler = answering(answerUnrouted(openAdmission(openTable(env.tableName()))));
