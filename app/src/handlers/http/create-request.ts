import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { answerOf, bodyOf, callerOf, isProblem } from "../../aws/lambda/http-api.ts";
import { openHttpThrottle } from "../../aws/lambda/http-throttle.ts";
import { tracedRequests } from "../../aws/lambda/traced.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { createRequest } from "../../core/requests/create-request.ts";
import { WORKS as works } from "../../core/requests/work.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const throttle = openHttpThrottle(table, "createRequest");
const requests = createRequests(table, Date.now);
const queue = createQueue(env.queueUrl());
const enqueue = (request: object) => queue.send([JSON.stringify(request)]);
const ports = { requests, queue: { enqueue }, works, now: Date.now };

/** Takes a request for work. */
export const handler = tracedRequests(async (event, context) => {
  logInvocation(context);
  const user = callerOf(event);
  const tooMany = await throttle(user);
  if (tooMany) return tooMany;
  const idempotencyKey = event.headers["idempotency-key"];
  const answer = await createRequest({ user, body: bodyOf(event), idempotencyKey }, ports);
  if (isProblem(answer)) return answerOf("createRequest", answer);
  log.info("Request taken", { requestId: answer.requestId });
  return answerOf("createRequest", answer, { location: `/requests/${answer.requestId}` });
});
