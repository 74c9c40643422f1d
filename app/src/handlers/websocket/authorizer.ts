import { createLogLines } from "../../aws/cloudwatch/log-lines.ts";
import { createMetrics } from "../../aws/cloudwatch/metrics.ts";
import { createTickets } from "../../aws/dynamodb/tickets.ts";
import { createJsonApi } from "../../aws/http/json-api.ts";
import { allowConnect, denyConnect } from "../../aws/lambda/authorizer-result.ts";
import { type AuthorizerEvent, handshakeOf, type InvocationContext } from "../../aws/lambda/events.ts";
import { openVerifier } from "../../aws/lambda/verification.ts";
import { createAuthorize } from "../../core/tokens/authorize.ts";
import { Refusal } from "../../core/tokens/refusal.ts";
import * as env from "../../env.ts";

const startLog = createLogLines({});
const authorize = createAuthorize({
  verify: openVerifier(startLog),
  tickets: createTickets(createJsonApi("dynamodb"), { tableName: env.tableName(), now: Date.now }),
  origins: env.origins(),
  allowQueryToken: env.allowQueryToken(),
  log: startLog,
});
const metrics = createMetrics();

/**
 * API Gateway answers 401 to exactly the error `Unauthorized`, and that is all a refused client learns. When it cannot
 * be decided (Secrets Manager is down) the door stays shut with 500: 401 would make clients throw away a good token.
 */
export async function handler(event: AuthorizerEvent, { awsRequestId }: InvocationContext) {
  const { methodArn, requestContext } = event;
  try {
    return allowConnect(methodArn, await authorize(handshakeOf(event)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { connectionId } = requestContext;
    const log = createLogLines({ function_request_id: awsRequestId, connectionId });
    log.warn("Connection refused", { cause: error.reason, detail: error.message });
    metrics.count("Refusals", 1, error.reason);
    if (error.reason === "origin_not_allowed") return denyConnect(methodArn);
    metrics.count("Unauthorized", 1);
    throw new Error("Unauthorized");
  }
}
