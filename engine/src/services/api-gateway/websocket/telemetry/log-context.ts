import type { GatewayRequest } from "../event/request.ts";
import { requestContext } from "../event/request-context.ts";
import type { LogContext } from "./access-log.ts";
import type { RequestOutcome } from "./outcome.ts";

/** The names that REST APIs have for gateway responses. */
const RESPONSE_TYPES: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST_BODY",
  401: "UNAUTHORIZED",
  403: "ACCESS_DENIED",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "THROTTLED",
  500: "API_CONFIGURATION_ERROR",
  502: "INTEGRATION_FAILURE",
  504: "INTEGRATION_TIMEOUT",
};

/** All `$context` variables of an access log (§8) that have a meaning here. */
export const logContext = (request: GatewayRequest, outcome: RequestOutcome): LogContext => ({
  ...requestContext(request),
  status: outcome.status,
  ...outcome.checks,
  authorizer: authorizerOf(request, outcome),
  error: errorOf(outcome),
  ...integrationOf(outcome),
});

function errorOf({ status, error, validationError }: RequestOutcome): LogContext | undefined {
  if (error === undefined) return undefined;
  const responseType = RESPONSE_TYPES[status];
  return { message: error, messageString: JSON.stringify(error), responseType, validationErrorString: validationError };
}

function integrationOf({ integration }: RequestOutcome): LogContext {
  if (!integration) return {};
  const { latencyMs: latency, status, error, requestId } = integration;
  // The backend's service answered, whatever the code in it said.
  const integrationStatus = (status ?? requestId) === undefined ? undefined : 200;
  const told = { latency, status, integrationStatus, error, requestId };
  return { integration: told, integrationLatency: latency, integrationStatus };
}

function authorizerOf({ client }: GatewayRequest, { checks }: RequestOutcome): LogContext {
  return { ...client.authorizer, ...checks?.authorizer, integrationLatency: checks?.authorizer?.latency };
}
