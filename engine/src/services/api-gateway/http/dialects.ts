/** Why a request is refused. Each dialect has its own words for it. */
export type RefusalKind =
  /** No route or method takes it. */
  | "notFound"
  | "tooLarge"
  /** It does not say who calls. */
  | "unauthorized"
  /** Who calls may not: by a policy that says nothing, or by one that says no. */
  | "forbidden"
  | "denied"
  | "deniedExplicitly"
  /** The authorizer could not be asked, or made no sense. */
  | "authorizerFailed"
  /** The backend failed or made no sense. */
  | "fault"
  /** The backend does not exist or may not be called. */
  | "unreachable"
  | "timeout"
  | "unsupportedMediaType"
  | "internal";

export interface RefusalForm {
  readonly status: number;
  /** `x-amzn-errortype`, where the dialect has it. */
  readonly errorType?: string;
  /** JSON, or plain text. */
  readonly body: unknown;
}

/** How HTTP APIs, REST APIs and function URLs differ. */
export interface Dialect {
  readonly name: "http-api" | "rest-api" | "function-url";
  readonly refusals: Readonly<Record<RefusalKind, RefusalForm>>;
  readonly largestBodyBytes: number;
  /** Of a function's answer with a status and without a content type. */
  readonly defaultContentType: string;
  /** The header that carries the request's id in answers. */
  readonly requestIdHeader: string;
}

const MB = 1024 * 1024;

const message = (status: number, text: string | null, errorType?: string): RefusalForm => ({
  status,
  body: { message: text },
  ...(errorType !== undefined && { errorType }),
});

const INTERNAL = message(500, "Internal Server Error");

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html */
export const HTTP_API: Dialect = {
  name: "http-api",
  refusals: {
    notFound: message(404, "Not Found"),
    tooLarge: message(413, "Request Entity Too Large"),
    unauthorized: message(401, "Unauthorized"),
    forbidden: message(403, "Forbidden"),
    denied: message(403, "Forbidden"),
    deniedExplicitly: message(403, "Forbidden"),
    authorizerFailed: INTERNAL,
    fault: INTERNAL,
    unreachable: INTERNAL,
    timeout: message(503, "Service Unavailable"),
    unsupportedMediaType: message(415, "Unsupported Media Type"),
    internal: INTERNAL,
  },
  largestBodyBytes: 10 * MB,
  defaultContentType: "text/plain; charset=utf-8",
  requestIdHeader: "apigw-requestid",
};

const SERVER_ERROR = "InternalServerErrorException";
const NOT_AUTHORIZED = "User is not authorized to access this resource";

const notAuthorized = (text: string): RefusalForm => ({
  status: 403,
  errorType: "AccessDeniedException",
  body: { Message: text },
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export const REST_API: Dialect = {
  name: "rest-api",
  refusals: {
    notFound: message(403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
    tooLarge: message(413, "Request Too Long", "RequestTooLargeException"),
    unauthorized: message(401, "Unauthorized", "UnauthorizedException"),
    forbidden: message(403, "Forbidden", "ForbiddenException"),
    denied: notAuthorized(NOT_AUTHORIZED),
    deniedExplicitly: notAuthorized(`${NOT_AUTHORIZED} with an explicit deny`),
    authorizerFailed: message(500, null, "AuthorizerConfigurationException"),
    fault: message(502, "Internal server error", SERVER_ERROR),
    unreachable: message(500, "Internal server error", SERVER_ERROR),
    timeout: message(504, "Endpoint request timed out", SERVER_ERROR),
    unsupportedMediaType: message(415, "Unsupported Media Type", "UnsupportedMediaTypeException"),
    internal: message(500, "Internal server error", SERVER_ERROR),
  },
  largestBodyBytes: 10 * MB,
  defaultContentType: "application/json",
  requestIdHeader: "x-amzn-requestid",
};

const URL_FORBIDDEN: RefusalForm = {
  status: 403,
  errorType: "AccessDeniedException",
  body: {
    Message:
      "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  },
};

const BAD_GATEWAY: RefusalForm = { status: 502, body: "Internal Server Error" };

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export const FUNCTION_URL: Dialect = {
  name: "function-url",
  refusals: {
    notFound: message(404, null),
    tooLarge: message(413, "Request Entity Too Large", "RequestTooLargeException"),
    unauthorized: URL_FORBIDDEN,
    forbidden: URL_FORBIDDEN,
    denied: URL_FORBIDDEN,
    deniedExplicitly: URL_FORBIDDEN,
    authorizerFailed: URL_FORBIDDEN,
    fault: BAD_GATEWAY,
    unreachable: URL_FORBIDDEN,
    timeout: BAD_GATEWAY,
    unsupportedMediaType: message(415, "Unsupported Media Type"),
    internal: INTERNAL,
  },
  largestBodyBytes: 6 * MB,
  defaultContentType: "application/json",
  requestIdHeader: "x-amzn-requestid",
};
