import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { createRequests } from "../../aws/dynamodb/requests.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openCallThrottle } from "../../aws/lambda/call-throttle.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { answerOf, bodyOf, callerOf, type HttpEvent, isProblem } from "../../aws/lambda/http-api.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { createRequest } from "../../core/requests/create-request.ts";
import { WORKS as works } from "../../core/requests/work.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const refusalOf = openCallThrottle(table, "createRequest");
const requests = createRequests(table, Date.now);
const queue = createQueue(env.queueUrl());
const enqueue = (request: object) => queue.send([JSON.stringify(request)]);
const ports = { requests, queue: { enqueue }, works, now: Date.now };

/** Takes a request for work. */
export async function handler(event: HttpEvent, context: InvocationContext) {
  logInvocation(context);
  const user = callerOf(event);
  const refusal = await refusalOf(user);
  if (refusal) return refusal;
  const idempotencyKey = event.headers["idempotency-key"];
  const answer = await createRequest({ user, body: bodyOf(event), idempotencyKey }, ports);
  if (isProblem(answer)) return answerOf("createRequest", answer);
  log.info("Request taken", { requestId: answer.requestId });
  return answerOf("createRequest", answer, { location: `/requests/${answer.requestId}` });
}
