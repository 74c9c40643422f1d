import { logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { answerOf, callerOf } from "../../aws/lambda/http-api.ts";
import { openHttpThrottle } from "../../aws/lambda/http-throttle.ts";
import { tracedRequests } from "../../aws/lambda/traced.ts";
import { cancelRequest } from "../../core/requests/cancel-request.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const throttle = openHttpThrottle(table, "cancelRequest");
const ports = { requests: createRequests(table, Date.now), now: Date.now };

/** Cancels a request. */
export const handler = tracedRequests(async (event, context) => {
  logInvocation(context);
  const user = callerOf(event);
  const tooMany = await throttle(user);
  if (tooMany) return tooMany;
  return answerOf("cancelRequest", await cancelRequest(user, event.pathParameters?.id ?? "", ports));
});
