import type { Handshake } from "../core/token-carrier.ts";

/** The events of a WebSocket API, as far as the handlers read them. */
export interface AuthorizerEvent extends HandshakeHeaders {
  /** `arn:…:execute-api:…:{apiId}/{stage}/$connect` */
  readonly methodArn: string;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly requestContext: RequestContext;
}

export interface ConnectEvent extends HandshakeHeaders {
  readonly requestContext: RequestContext & {
    /** What the authorizer put into its context, all text. */
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
}

export interface MessageEvent {
  readonly body?: string;
  readonly requestContext: RequestContext;
}

/** A batch of an SQS queue. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Lambda's context, as far as it is read and logged. */
export interface InvocationContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface RequestContext {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly requestId: string;
}

interface HandshakeHeaders {
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
}

const QUERY_TOKEN = "access_token";

export function handshakeOf(event: AuthorizerEvent): Handshake {
  const single = event.queryStringParameters?.[QUERY_TOKEN];
  return {
    queryTokens: event.multiValueQueryStringParameters?.[QUERY_TOKEN] ?? (single === undefined ? [] : [single]),
    subprotocols: subprotocolsOf(event),
  };
}

/** Header names come in the client's spelling; several headers of one name count as one list. */
export function subprotocolsOf({ headers, multiValueHeaders }: HandshakeHeaders): string | undefined {
  const entries = [...Object.entries(multiValueHeaders ?? {}), ...Object.entries(headers ?? {})];
  const values = entries.find(([name]) => name.toLowerCase() === "sec-websocket-protocol")?.[1];
  return typeof values === "string" ? values : values?.join(",");
}
