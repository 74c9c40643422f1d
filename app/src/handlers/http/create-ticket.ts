import type { TicketAnswer } from "@portcullis/contract";
import { log, logInvocation } from "../../aws/cloudwatch/logger.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { createTickets } from "../../aws/dynamodb/tickets.ts";
import { createJsonApi } from "../../aws/http/json-api.ts";
import { answerOf, callerOf } from "../../aws/lambda/http-api.ts";
import { openHttpThrottle } from "../../aws/lambda/http-throttle.ts";
import { tracedRequests } from "../../aws/lambda/traced.ts";
import * as env from "../../env.ts";

const dynamodb = createJsonApi("dynamodb");
const throttle = openHttpThrottle(openTable(env.tableName(), dynamodb), "createTicket");
const tickets = createTickets(dynamodb, { tableName: env.tableName(), now: Date.now });

/** Gives a ticket that opens one WebSocket. */
export const handler = tracedRequests(async (event, context) => {
  logInvocation(context);
  const caller = callerOf(event);
  const tooMany = await throttle(caller);
  if (tooMany) return tooMany;
  const { ticket, expiresAt } = await tickets.issue(caller, event.headers.origin);
  log.info("Ticket issued", { userId: caller.userId });
  const answer: TicketAnswer = { ticket, expiresAt: new Date(expiresAt).toISOString() };
  return answerOf("createTicket", answer);
});
