interface ErrorFrame {
  readonly message: string;
  readonly connectionId: string;
  readonly requestId: string;
}

/** What API Gateway itself sends on an open connection (§4.3), spaced as in every capture. */
export const errorFrame = ({ message, connectionId, requestId }: ErrorFrame) =>
  `{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${requestId}"}`;

/** The one frame that names the message in place of the request. */
export const badRequestBodyFrame = ({ connectionId, messageId }: { connectionId: string; messageId: string }) =>
  `{"message": "Bad request body", "connectionId":"${connectionId}", "messageId":"${messageId}"}`;
