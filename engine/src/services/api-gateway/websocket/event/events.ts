import type { MultiValues } from "../../../../languages/selection-expression/index.ts";
import { authorizerHeaders, disconnectHeaders } from "./headers.ts";
import type { GatewayRequest } from "./request.ts";
import { requestContext } from "./request-context.ts";
import { lastValues } from "./values.ts";

/** The JSON that a Lambda proxy integration gets (§2). */
export const proxyEvent = (request: GatewayRequest): string => JSON.stringify(EVENTS[request.eventType](request));

const EVENTS: Readonly<Record<GatewayRequest["eventType"], (request: GatewayRequest) => object>> = {
  CONNECT: (request) => ({
    ...headersOf(request.handshake?.headers ?? {}),
    ...queryOf(request.handshake?.query),
    stageVariables: request.client.stage.variables,
    requestContext: requestContext(request),
    isBase64Encoded: false,
  }),
  MESSAGE: (request) => ({
    stageVariables: request.client.stage.variables,
    requestContext: requestContext(request),
    body: request.body?.text,
    isBase64Encoded: false,
  }),
  DISCONNECT: (request) => ({
    ...headersOf(disconnectHeaders(request.client.domainName)),
    stageVariables: request.client.stage.variables,
    requestContext: requestContext(request),
    isBase64Encoded: false,
  }),
};

/** The JSON that a Lambda authorizer gets: of a handshake, before it is known who asks (§2.5). */
export function authorizerEvent(request: GatewayRequest): string {
  return JSON.stringify({
    type: "REQUEST",
    methodArn: `${request.client.stage.arn}/${request.route.key}`,
    ...headersOf(authorizerHeaders(request.handshake?.headers ?? {})),
    ...queryOf(request.handshake?.query ?? {}),
    stageVariables: request.client.stage.variables ?? {},
    requestContext: requestContext(request),
  });
}

const headersOf = (headers: MultiValues) => ({ headers: lastValues(headers), multiValueHeaders: headers });

const queryOf = (query: MultiValues | undefined) =>
  query && { queryStringParameters: lastValues(query), multiValueQueryStringParameters: query };
