import { requestTime } from "../../request-time.ts";
import type { GatewayRequest } from "./request.ts";

/**
 * `requestContext` of an event (§2.6), in the order of AWS's captures. A member that does not apply is undefined and
 * so disappears from the JSON: since 2023 none is padded with null.
 */
export function requestContext(request: GatewayRequest) {
  const { client, disconnect, requestId, time } = request;
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
    stage: client.stage.name,
    connectedAt: client.connectedAt,
    requestTimeEpoch: time,
    identity: client.identity,
    requestId,
    domainName: client.domainName,
    connectionId: client.connectionId,
    apiId: client.stage.api.id,
  };
}

/** How long the authorizer took is told on CONNECT only. */
function authorizerOf({ client, handshake }: GatewayRequest) {
  if (!client.authorizer || handshake?.authorizerLatencyMs === undefined) return client.authorizer;
  const { principalId, ...context } = client.authorizer;
  return { principalId, integrationLatency: handshake.authorizerLatencyMs, ...context };
}
