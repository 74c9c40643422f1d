import { answering } from "../aws/answer.ts";
import { createSubscriptions } from "../aws/subscriptions.ts";
import { openTable } from "../aws/table.ts";
import { unsubscribe } from "../core/unsubscribe.ts";
import { env } from "../env.ts";

const subscriptions = createSubscriptions(openTable(env.tableName));

export const handler = answering((connectionId, text) => unsubscribe(connectionId, text, subscriptions));
