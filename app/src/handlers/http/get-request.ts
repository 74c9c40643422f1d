import { logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { answerOf, callerOf } from "../../aws/lambda/http-api.ts";
import { tracedRequests } from "../../aws/lambda/traced.ts";
import { getRequest } from "../../core/requests/get-request.ts";
import * as env from "../../env.ts";

const ports = { requests: createRequests(openTable(env.tableName()), Date.now), now: Date.now };

/** Says what has become of a request. */
export const handler = tracedRequests(async (event, context) => {
  logInvocation(context);
  return answerOf("getRequest", await getRequest(callerOf(event), event.pathParameters?.id ?? "", ports));
});
