import type { InvocationContext } from "../aws/events.ts";
import { answerOf, callerOf, type HttpEvent } from "../aws/http.ts";
import { logInvocation } from "../aws/logger.ts";
import { createRequests } from "../aws/requests.ts";
import { openTable } from "../aws/table.ts";
import { getRequest } from "../core/get-request.ts";
import * as env from "../env.ts";

const ports = { requests: createRequests(openTable(env.tableName()), Date.now), now: Date.now };

/** Says what has become of a request. */
export async function handler(event: HttpEvent, context: InvocationContext) {
  logInvocation(context);
  return answerOf("getRequest", await getRequest(callerOf(event), event.pathParameters?.id ?? "", ports));
}
