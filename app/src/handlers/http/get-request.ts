import { logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { answerOf, callerOf, type HttpEvent } from "../../aws/lambda/http-api.ts";
import { getRequest } from "../../core/requests/get-request.ts";
import * as env from "../../env.ts";

const ports = { requests: createRequests(openTable(env.tableName()), Date.now), now: Date.now };

/** Says what has become of a request. */
export async function handler(event: HttpEvent, context: InvocationContext) {
  logInvocation(context);
  return answerOf("getRequest", await getRequest(callerOf(event), event.pathParameters?.id ?? "", ports));
}
