import { logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { answerOf, callerOf, type HttpEvent } from "../../aws/lambda/http-api.ts";
import { openHttpThrottle } from "../../aws/lambda/http-throttle.ts";
import { cancelRequest } from "../../core/requests/cancel-request.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const throttle = openHttpThrottle(table, "cancelRequest");
const ports = { requests: createRequests(table, Date.now), now: Date.now };

/** Cancels a request. */
export async function handler(event: HttpEvent, context: InvocationContext) {
  logInvocation(context);
  const user = callerOf(event);
  const tooMany = await throttle(user);
  if (tooMany) return tooMany;
  return answerOf("cancelRequest", await cancelRequest(user, event.pathParameters?.id ?? "", ports));
}
