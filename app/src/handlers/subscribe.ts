import { answering } from "../aws/answer.ts";
import { createConnections } from "../aws/connections.ts";
import { createSubscriptions } from "../aws/subscriptions.ts";
import { openTable } from "../aws/table.ts";
import { subscribe } from "../core/subscribe.ts";
import { env } from "../env.ts";

const table = openTable(env.tableName);
const ports = { connections: createConnections(table), subscriptions: createSubscriptions(table), now: Date.now };

export const handler = answering((connectionId, text) => subscribe(connectionId, text, ports));
