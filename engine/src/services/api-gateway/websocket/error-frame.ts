import type { GatewayRequest } from "./event/request.ts";

/** What API Gateway itself sends on an open connection (§4.3), spaced as in every capture. */
export const errorFrame = ({ client, requestId }: GatewayRequest, message: string) =>
  `{"message": "${message}", "connectionId":"${client.connectionId}", "requestId":"${requestId}"}`;

/** The one frame that names the message in place of the request. */
export const badRequestBodyFrame = ({ client, messageId = "" }: GatewayRequest) =>
  `{"message": "Bad request body", "connectionId":"${client.connectionId}", "messageId":"${messageId}"}`;
