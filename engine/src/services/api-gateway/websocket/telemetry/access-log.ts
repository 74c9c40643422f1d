import { type GatewayResponse, isGatewayResponse, type WebSocketCause, webSocketRow } from "../../gateway-responses.ts";
import { requestContext } from "../event/events.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { ObservedResult } from "../integrations/backend.ts";

/** One look at a client before its `$connect` runs [8/authorizer-variables]. */
export interface AuthorizationStep {
  /** 200 when it passed, otherwise that of the response. */
  readonly status: number;
  /** The response's message. */
  readonly error?: string | null | undefined;
  /** Milliseconds; absent when nothing had to be asked. */
  readonly latency?: number | undefined;
}

/** The call of an authorizer's function. */
export interface AuthorizerStep extends AuthorizationStep {
  /** Of the Lambda service, which answers 200 whatever becomes of the function. */
  readonly integrationStatus?: number | undefined;
  /** The invocation's. */
  readonly requestId?: string | undefined;
}

/** The steps of authorization that a handshake came as far as: who it is, what the authorizer says, whether the policy allows it. */
export interface AuthorizationSteps {
  readonly authenticate?: AuthorizationStep;
  readonly authorizer?: AuthorizerStep;
  readonly authorize?: AuthorizationStep;
}

/** The end of a request, with all that was found out on the way. */
export interface RequestOutcome {
  /** Of the handshake; for a message, the one that its error frame stands for, or 200. */
  readonly status: number;
  /** The answer that API Gateway gave by itself. */
  readonly response?: GatewayResponse<WebSocketCause> | undefined;
  /** Of a handshake. */
  readonly steps?: AuthorizationSteps | undefined;
  /** Absent when the request did not come as far. */
  readonly integration?: ObservedResult | undefined;
  /** The size of the message that the client got in answer. */
  readonly sentBytes?: number | undefined;
}

/** The variables of one request, as `$context` names them: nested objects of texts and numbers. */
export type LogContext = Readonly<Record<string, unknown>>;

/** The line that a stage's format makes of a request. */
export type FormatLine = (context: LogContext) => string;

const VARIABLE = /\$context\.([A-Za-z]\w*(?:\.\w+)*)/;

/** Text that AWS writes for a variable without a value. */
const NOTHING = "-";

/** Compiles `AccessLogSettings.Format`. A variable that does not exist is a dash, as one without a value. */
export function compileAccessLog(format: string): FormatLine {
  const parts = format.split(VARIABLE);
  // `split` puts what the group caught at every odd place.
  return (context) => parts.map((part, index) => (index % 2 === 0 ? part : textAt(context, part))).join("");
}

function textAt(context: LogContext, path: string): string {
  let value: unknown = context;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return NOTHING;
    value = Reflect.get(value, name);
  }
  if (value === undefined || value === null || value === "" || typeof value === "object") return NOTHING;
  return oneLine(String(value));
}

/** A value must neither end the line nor steer a terminal. */
const oneLine = (text: string) =>
  text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** All `$context` variables of an access log [8/context-variables] that have a meaning here. */
export const logContext = (request: GatewayRequest, outcome: RequestOutcome): LogContext => ({
  ...requestContext(request),
  status: outcome.status,
  ...outcome.steps,
  authorizer: authorizerOf(request, outcome),
  error: errorOf(outcome),
  ...integrationOf(outcome),
});

function errorOf({ response }: RequestOutcome): LogContext | undefined {
  if (!response) return undefined;
  const { message, type: responseType } = webSocketRow(response);
  const validationErrorString = response.cause === "badRequestBody" ? response.reason : undefined;
  return { message, messageString: JSON.stringify(message), responseType, validationErrorString };
}

function integrationOf({ integration }: RequestOutcome): LogContext {
  if (!integration) return {};
  const { latencyMs: latency, requestId } = integration;
  const [status, error] = isGatewayResponse(integration)
    ? [undefined, integration.reason]
    : [integration.status, undefined];
  // The backend's service answered, whatever the code in it said.
  const integrationStatus = (status ?? requestId) === undefined ? undefined : 200;
  const told = { latency, status, integrationStatus, error, requestId };
  return { integration: told, integrationLatency: latency, integrationStatus };
}

function authorizerOf({ context }: GatewayRequest, { steps }: RequestOutcome): LogContext {
  return { ...context.authorizer, ...steps?.authorizer, integrationLatency: steps?.authorizer?.latency };
}
