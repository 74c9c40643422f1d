import type { Handshake } from "../../core/tokens/token-carrier.ts";

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
    /** The authorizer's context, all text. */
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
}

export interface MessageEvent {
  readonly body?: string;
  readonly requestContext: RequestContext;
}

/** A batch of an SQS queue. */
export interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: {
    /** Number of times that the queue has given this message to somebody, in digits; 1 is the first time. */
    readonly ApproximateReceiveCount?: string;
    /** X-Ray's header of who sent it. */
    readonly AWSTraceHeader?: string;
  };
  /** Those that our own functions send with it. */
  readonly messageAttributes?: { readonly traceparent?: { readonly stringValue?: string } };
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
    origins: headerValues(event, "origin"),
  };
}

/** Several headers of one name count as one list. */
export function subprotocolsOf(event: HandshakeHeaders): string | undefined {
  const values = headerValues(event, "sec-websocket-protocol");
  return values.length === 0 ? undefined : values.join(",");
}

/** Every value of a header. Names come in the client's spelling, so one header can be there under two of them. */
function headerValues({ headers, multiValueHeaders }: HandshakeHeaders, name: string): readonly string[] {
  const valuesIn = (all: object | null | undefined): readonly string[] =>
    Object.entries(all ?? {}).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  const values = valuesIn(multiValueHeaders);
  return values.length > 0 ? values : valuesIn(headers);
}
