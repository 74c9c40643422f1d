import { allowConnect, denyConnect } from "../aws/authorizer-result.ts";
import { type AuthorizerEvent, handshakeOf, type InvocationContext } from "../aws/events.ts";
import { createLogLines } from "../aws/log-lines.ts";
import { createMetrics } from "../aws/metrics.ts";
import { createDynamoDb, createTickets } from "../aws/tickets.ts";
import { openVerifier } from "../aws/verification.ts";
import { createAuthorize } from "../core/authorize.ts";
import { Refusal } from "../core/refusal.ts";
import { env } from "../env.ts";

const { origins, allowQueryToken, tableName } = env;
const log = createLogLines({});
const tickets = createTickets(createDynamoDb(), { tableName, now: Date.now });
const authorize = createAuthorize({ verify: openVerifier(log), tickets, origins, allowQueryToken, log });
const metrics = createMetrics();

/**
 * API Gateway answers 401 to exactly the error `Unauthorized`, and that is all a refused client learns. When it cannot be
 * decided (Secrets Manager is down) the door stays shut with 500: 401 would make clients throw away a good token.
 */
export async function handler(event: AuthorizerEvent, { awsRequestId }: InvocationContext) {
  const { methodArn, requestContext } = event;
  try {
    return allowConnect(methodArn, await authorize(handshakeOf(event)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const ids = { function_request_id: awsRequestId, connectionId: requestContext.connectionId };
    log.warn("Connection refused", { ...ids, cause: error.reason, detail: error.message });
    metrics.count("Refusals", 1, error.reason);
    if (error.reason === "origin_not_allowed") return denyConnect(methodArn);
    metrics.count("Unauthorized", 1);
    throw new Error("Unauthorized");
  }
}
