/** Names of https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html. */
export type GatewayResponseType =
  | "ACCESS_DENIED"
  | "API_CONFIGURATION_ERROR"
  | "AUTHORIZER_CONFIGURATION_ERROR"
  | "AUTHORIZER_FAILURE"
  | "BAD_REQUEST_BODY"
  | "DEFAULT_4XX"
  | "DEFAULT_5XX"
  | "INTEGRATION_FAILURE"
  | "INTEGRATION_TIMEOUT"
  | "INVALID_API_KEY"
  | "INVALID_SIGNATURE"
  | "MISSING_AUTHENTICATION_TOKEN"
  | "REQUEST_TOO_LARGE"
  | "RESOURCE_NOT_FOUND"
  | "THROTTLED"
  | "UNAUTHORIZED"
  | "UNSUPPORTED_MEDIA_TYPE";

/** One answer that API Gateway gives by itself. */
interface Row {
  /** `$context.error.responseType` */
  readonly type: GatewayResponseType;
  readonly status: number;
  readonly message: string | null;
  /** `x-amzn-ErrorType`, where the API has it. */
  readonly errorType: string | undefined;
  /** The member of the JSON body that holds the message; `text`: the body is the message. */
  readonly form: "message" | "Message" | "text";
}

const row = (type: Row["type"], status: number, message: Row["message"], errorType?: string): Row => ({
  type,
  status,
  message,
  errorType,
  form: "message",
});

const SERVER_ERROR = "InternalServerErrorException";
const ISE = "Internal server error";

/** Causes that hinder any API from asking a caller who it is, and from letting it in. */
type AuthorizationCause =
  /** The request does not say who calls. */
  | "unauthorized"
  | "missingToken"
  | "invalidSignature"
  | "invalidApiKey"
  | "forbidden"
  /** The authorizer's policy says nothing of the caller, or says no. */
  | "denied"
  | "deniedExplicitly"
  /** The authorizer failed or made no sense, or could not be called. */
  | "authorizerFailed"
  | "authorizerUnreachable";

type IntegrationCause =
  /** The backend does not exist or may not be called. */
  | "unreachable"
  /** It failed, or its answer makes no sense. */
  | "fault"
  | "timeout"
  /** No request template fits, and passing the body on is forbidden. */
  | "unsupportedMediaType";

const forbidden = (type: Row["type"]) => row(type, 403, "Forbidden", "ForbiddenException");

/**
 * Gateway responses of WebSocket APIs. The statuses are AWS's [1.3/unauthorized] [1.3/authorizer-fails] [1.3/deny]
 * [1.3/iam] [1.3/api-key] [1.3/throttled] [1.3/not-callable] [1.3/throws] [5.1/passthrough]; the bodies, which nobody
 * knows [1.3/refusal-body], and the types are those of REST APIs.
 */
const WEBSOCKET = {
  badRequest: row("DEFAULT_4XX", 400, "Bad Request", "BadRequestException"),
  badRequestBody: row("BAD_REQUEST_BODY", 400, "Bad request body", "BadRequestException"),
  unauthorized: row("UNAUTHORIZED", 401, "Unauthorized", "UnauthorizedException"),
  missingToken: forbidden("MISSING_AUTHENTICATION_TOKEN"),
  invalidSignature: forbidden("INVALID_SIGNATURE"),
  invalidApiKey: forbidden("INVALID_API_KEY"),
  forbidden: forbidden("ACCESS_DENIED"),
  denied: forbidden("ACCESS_DENIED"),
  deniedExplicitly: forbidden("ACCESS_DENIED"),
  notFound: forbidden("RESOURCE_NOT_FOUND"),
  uriTooLong: row("DEFAULT_4XX", 414, "URI Too Long", "RequestUriTooLongException"),
  unsupportedMediaType: row("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type", "UnsupportedMediaTypeException"),
  throttled: row("THROTTLED", 429, "Too Many Requests", "TooManyRequestsException"),
  authorizerFailed: row("AUTHORIZER_FAILURE", 500, ISE, SERVER_ERROR),
  authorizerUnreachable: row("AUTHORIZER_CONFIGURATION_ERROR", 500, ISE, SERVER_ERROR),
  unreachable: row("API_CONFIGURATION_ERROR", 500, ISE, SERVER_ERROR),
  /** The backend answered, and no integration response fits its answer. */
  unmapped: row("API_CONFIGURATION_ERROR", 500, ISE, SERVER_ERROR),
  internal: row("DEFAULT_5XX", 500, ISE, SERVER_ERROR),
  fault: row("INTEGRATION_FAILURE", 502, ISE, SERVER_ERROR),
  /** The engine's own: it no longer takes handshakes. */
  stopping: row("DEFAULT_5XX", 503, "Service Unavailable", "ServiceUnavailableException"),
  timeout: row("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out", SERVER_ERROR),
} as const;

type HttpCause =
  | AuthorizationCause
  | IntegrationCause
  /** No route or method takes it. */
  | "notFound"
  | "tooLarge"
  | "throttled"
  | "internal";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html */
const HTTP_API: Readonly<Record<HttpCause, Row>> = {
  notFound: row("RESOURCE_NOT_FOUND", 404, "Not Found"),
  tooLarge: row("REQUEST_TOO_LARGE", 413, "Request Entity Too Large"),
  throttled: row("THROTTLED", 429, "Too Many Requests"),
  unauthorized: row("UNAUTHORIZED", 401, "Unauthorized"),
  missingToken: row("MISSING_AUTHENTICATION_TOKEN", 403, "Forbidden"),
  invalidSignature: row("INVALID_SIGNATURE", 403, "Forbidden"),
  invalidApiKey: row("INVALID_API_KEY", 403, "Forbidden"),
  forbidden: row("ACCESS_DENIED", 403, "Forbidden"),
  denied: row("ACCESS_DENIED", 403, "Forbidden"),
  deniedExplicitly: row("ACCESS_DENIED", 403, "Forbidden"),
  authorizerFailed: row("AUTHORIZER_FAILURE", 500, "Internal Server Error"),
  authorizerUnreachable: row("AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal Server Error"),
  unreachable: row("API_CONFIGURATION_ERROR", 500, "Internal Server Error"),
  fault: row("INTEGRATION_FAILURE", 500, "Internal Server Error"),
  timeout: row("INTEGRATION_TIMEOUT", 503, "Service Unavailable"),
  unsupportedMediaType: row("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type"),
  internal: row("DEFAULT_5XX", 500, "Internal Server Error"),
};

const accessDenied = (message: string): Row => ({
  ...row("ACCESS_DENIED", 403, message, "AccessDeniedException"),
  form: "Message",
});

const NOT_AUTHORIZED = "User is not authorized to access this resource";
const AUTHORIZER_ERROR = "AuthorizerConfigurationException";

const REST_API: Readonly<Record<HttpCause, Row>> = {
  notFound: row(
    "MISSING_AUTHENTICATION_TOKEN",
    403,
    "Missing Authentication Token",
    "MissingAuthenticationTokenException",
  ),
  tooLarge: row("REQUEST_TOO_LARGE", 413, "Request Too Long", "RequestTooLargeException"),
  throttled: WEBSOCKET.throttled,
  unauthorized: WEBSOCKET.unauthorized,
  missingToken: WEBSOCKET.missingToken,
  invalidSignature: WEBSOCKET.invalidSignature,
  invalidApiKey: WEBSOCKET.invalidApiKey,
  forbidden: WEBSOCKET.forbidden,
  denied: accessDenied(NOT_AUTHORIZED),
  deniedExplicitly: accessDenied(`${NOT_AUTHORIZED} with an explicit deny`),
  authorizerFailed: row("AUTHORIZER_FAILURE", 500, null, AUTHORIZER_ERROR),
  authorizerUnreachable: row("AUTHORIZER_CONFIGURATION_ERROR", 500, null, AUTHORIZER_ERROR),
  unreachable: WEBSOCKET.unreachable,
  fault: WEBSOCKET.fault,
  timeout: WEBSOCKET.timeout,
  unsupportedMediaType: WEBSOCKET.unsupportedMediaType,
  internal: WEBSOCKET.internal,
};

const URL_FORBIDDEN = accessDenied(
  "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
);
const BAD_GATEWAY: Row = { ...row("INTEGRATION_FAILURE", 502, "Internal Server Error"), form: "text" };

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const FUNCTION_URL: Readonly<Record<HttpCause, Row>> = {
  ...HTTP_API,
  notFound: row("RESOURCE_NOT_FOUND", 404, null),
  tooLarge: row("REQUEST_TOO_LARGE", 413, "Request Entity Too Large", "RequestTooLargeException"),
  throttled: row("THROTTLED", 429, "Rate Exceeded.", "TooManyRequestsException"),
  unauthorized: URL_FORBIDDEN,
  missingToken: URL_FORBIDDEN,
  invalidSignature: URL_FORBIDDEN,
  forbidden: URL_FORBIDDEN,
  unreachable: URL_FORBIDDEN,
  fault: BAD_GATEWAY,
  timeout: BAD_GATEWAY,
};

/**
 * Answers of `@connections` to what it refuses [6.4/400] [6.4/403-forbidden] [6.4/403-access-denied] [6.4/410]
 * [6.4/413] [6.4/429]; the message is the call's own affair. The answer to its own failure is that of REST APIs.
 */
const MANAGEMENT = {
  badRequest: row("DEFAULT_4XX", 400, null, "BadRequestException"),
  forbidden: row("DEFAULT_4XX", 403, null, "ForbiddenException"),
  denied: row("ACCESS_DENIED", 403, null, "AccessDeniedException"),
  gone: row("DEFAULT_4XX", 410, null, "GoneException"),
  tooLarge: row("REQUEST_TOO_LARGE", 413, null, "PayloadTooLargeException"),
  throttled: row("THROTTLED", 429, null, "LimitExceededException"),
  internal: row("DEFAULT_5XX", 500, null, SERVER_ERROR),
} as const;

export const RESPONSES = {
  websocket: WEBSOCKET,
  "http-api": HTTP_API,
  "rest-api": REST_API,
  "function-url": FUNCTION_URL,
  "@connections": MANAGEMENT,
} as const;

export type ApiType = Exclude<keyof typeof RESPONSES, "@connections">;
type Causes = { readonly [T in keyof typeof RESPONSES]: keyof (typeof RESPONSES)[T] };
export type WebSocketCause = keyof typeof WEBSOCKET;
export type ManagementCause = keyof typeof MANAGEMENT;
export type { HttpCause };

/** A gateway response by its cause, and for the journal alone the reason: outside, all of one cause look the same. */
export interface GatewayResponse<C extends string = AuthorizationCause> {
  readonly cause: C;
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const gatewayResponse = <C extends string>(
  cause: C,
  reason: string,
  headers?: GatewayResponse["headers"],
): GatewayResponse<C> => ({ cause, reason, ...(headers && { headers }) });

export const isGatewayResponse = <T extends object>(
  outcome: T,
): outcome is Extract<T, { readonly cause: string; readonly reason: string }> =>
  "cause" in outcome && "reason" in outcome;

/** The row of a cause in the words of one kind of API. */
export const rowOf = <T extends keyof Causes>(type: T, cause: Causes[T]): Row => RESPONSES[type][cause] as Row;

export const webSocketRow = ({ cause }: GatewayResponse<WebSocketCause>): Row => WEBSOCKET[cause];

export function bodyOf({ form, message }: Row): string {
  return form === "text" ? String(message) : JSON.stringify({ [form]: message });
}
