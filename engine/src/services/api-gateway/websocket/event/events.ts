import { createBody, type MultiValues, type SelectionScope } from "../../../../languages/selection-expression/index.ts";
import { requestTime } from "../../event-parts.ts";
import { authorizerHeaders, disconnectHeaders, lastValues } from "./headers.ts";
import { type GatewayRequest, routeArn } from "./request.ts";

/** The JSON that a Lambda proxy integration gets [2.2/capture] [2.3/capture] [2.4/capture]. */
export const proxyEvent = (request: GatewayRequest): string => JSON.stringify(EVENTS[request.eventType](request));

const EVENTS: Readonly<Record<GatewayRequest["eventType"], (request: GatewayRequest) => object>> = {
  CONNECT: (request) => ({
    headers: lastValues(request.handshake?.headers ?? {}),
    multiValueHeaders: request.handshake?.headers ?? {},
    ...queryOf(request.handshake?.query),
    stageVariables: request.context.stage.variables,
    requestContext: requestContext(request),
    isBase64Encoded: false,
  }),
  MESSAGE: (request) => ({
    stageVariables: request.context.stage.variables,
    requestContext: requestContext(request),
    body: request.body?.text,
    isBase64Encoded: false,
  }),
  DISCONNECT: (request) => ({
    headers: lastValues(disconnectHeaders(request.context.domainName)),
    multiValueHeaders: disconnectHeaders(request.context.domainName),
    stageVariables: request.context.stage.variables,
    requestContext: requestContext(request),
    isBase64Encoded: false,
  }),
};

/** The JSON that a Lambda authorizer gets of a handshake, before it is known who asks [2.5/sample]. */
export function authorizerEvent(request: GatewayRequest): string {
  return JSON.stringify({
    type: "REQUEST",
    methodArn: routeArn(request),
    ...headersOf(authorizerHeaders(request.handshake?.headers ?? {})),
    ...queryOf(request.handshake?.query ?? {}),
    stageVariables: request.context.stage.variables ?? {},
    requestContext: requestContext(request),
  });
}

const headersOf = (headers: MultiValues) => ({ headers: lastValues(headers), multiValueHeaders: headers });

const queryOf = (query: MultiValues | undefined) =>
  query && { queryStringParameters: lastValues(query), multiValueQueryStringParameters: query };

/**
 * `requestContext` of an event, in the order of AWS's captures. A member that does not apply is undefined and so
 * disappears from the JSON: since 2023 none is padded with null [2.6/compact].
 */
export function requestContext(request: GatewayRequest) {
  const { context, disconnect, requestId, time } = request;
  return {
    routeKey: request.route.key,
    disconnectStatusCode: disconnect?.code,
    authorizer: authorizerOf(request),
    messageId: request.messageId,
    eventType: request.eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(time),
    messageDirection: "IN",
    disconnectReason: disconnect?.reason,
    stage: context.stage.name,
    connectedAt: context.connectedAt,
    requestTimeEpoch: time,
    identity: context.identity,
    requestId,
    domainName: context.domainName,
    connectionId: context.connectionId,
    apiId: context.stage.api.id,
  };
}

/** The authorizer's time is told on CONNECT only [2.6/integration-latency]. */
function authorizerOf({ context, handshake }: GatewayRequest) {
  if (!context.authorizer || handshake?.authorizerLatencyMs === undefined) return context.authorizer;
  const { principalId, ...values } = context.authorizer;
  return { principalId, integrationLatency: handshake.authorizerLatencyMs, ...values };
}

const NO_BODY = createBody("");

/** The part of a request that expressions, mappings and templates see. */
export function scopeOf(request: GatewayRequest): SelectionScope {
  const { context, handshake } = request;
  return {
    request: {
      body: request.body ?? NO_BODY,
      ...(handshake && { headers: handshake.headers }),
      ...(handshake?.query && { querystring: handshake.query }),
      ...(handshake?.basepath !== undefined && { basepath: handshake.basepath }),
    },
    context: requestContext(request),
    stageVariables: context.stage.variables ?? {},
  };
}
