import type { TicketAnswer } from "@portcullis/contract";
import { openCallAdmission } from "../aws/call-admission.ts";
import type { InvocationContext } from "../aws/events.ts";
import { answerOf, callerOf, type HttpEvent } from "../aws/http.ts";
import { createJsonApi } from "../aws/json-api.ts";
import { log, logInvocation } from "../aws/logger.ts";
import { openTable } from "../aws/table.ts";
import { createTickets } from "../aws/tickets.ts";
import * as env from "../env.ts";

const dynamodb = createJsonApi("dynamodb");
const refusalOf = openCallAdmission(openTable(env.tableName(), dynamodb), "createTicket");
const tickets = createTickets(dynamodb, { tableName: env.tableName(), now: Date.now });

/** Gives a ticket that opens one WebSocket. */
export async function handler(event: HttpEvent, context: InvocationContext) {
  logInvocation(context);
  const caller = callerOf(event);
  const refusal = await refusalOf(caller);
  if (refusal) return refusal;
  const { ticket, expiresAt } = await tickets.issue(caller, event.headers.origin);
  log.info("Ticket issued", { userId: caller.userId });
  const answer: TicketAnswer = { ticket, expiresAt: new Date(expiresAt).toISOString() };
  return answerOf("createTicket", answer);
}
