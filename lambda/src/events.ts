/** Event of a WebSocket API, as API Gateway gives it to a function (`AWS_PROXY`). */
export interface WebSocketEvent {
  readonly requestContext: RequestContext;
  /** Text of a message. */
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** Those of the handshake, on `$connect` alone. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly stageVariables?: Readonly<Record<string, string | undefined>> | null;
}

export interface RequestContext {
  /** Key of the route that was selected. */
  readonly routeKey: string;
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  readonly requestId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly domainName: string;
  /** Context that the authorizer of `$connect` gave, and its `principalId`. */
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
  readonly identity?: { readonly sourceIp?: string; readonly userAgent?: string | null };
  /** On `$disconnect`. */
  readonly disconnectStatusCode?: number;
  readonly disconnectReason?: string | null;
}

/** Answer of a function. A `body` reaches the client where the route has a route response. */
export interface WebSocketResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns the text of a message. */
export function textOf({ body, isBase64Encoded }: WebSocketEvent): string {
  const text = body ?? "";
  return isBase64Encoded ? Buffer.from(text, "base64").toString("utf8") : text;
}
