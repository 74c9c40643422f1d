import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** A part of an event of a handshake, as somebody has logged it on AWS. */
export interface HandshakeFact extends RecordedFact {
  /** The function that gets the event. */
  readonly of: "authorizer" | "connect";
  /** Of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly event?: object;
  /** Names of all headers, in their order. */
  readonly names?: readonly string[];
}

/** A part of an event of an open connection, as somebody has logged it on AWS. */
export interface SessionFact extends RecordedFact {
  /** The function that gets the event. */
  readonly of: "default" | "disconnect";
  /** `DeleteConnection`, or a message of the client. */
  readonly on: "delete" | { readonly message: string };
  readonly event: object;
  /** Names of members that the context does not have. */
  readonly without?: readonly string[];
}

/** A frame that the client gets as the answer to its message. */
export interface FrameFact extends RecordedFact {
  /** Behaviour of the route's function; `none`: no route is the message's. */
  readonly does: "throws" | "none" | { readonly answers: unknown };
  /** Names of the members, where the frame has no others. */
  readonly names?: readonly string[];
  readonly frame: object | string;
}

/** An answer of `@connections` to AWS's SDK. */
export interface ManagementFact extends RecordedFact {
  readonly to: "open" | "connecting" | "closed" | "never" | "malformed";
  readonly operation: "PostToConnection" | "GetConnection" | "DeleteConnection";
  readonly status: number;
  readonly error?: string;
  /** The response's own body, where that is known. */
  readonly body?: string | RegExp;
}

/** Of a browser, in the order in which they have been logged. */
const OF_BROWSER = {
  Accept: "*/*",
  "Accept-Encoding": "gzip, deflate",
  "Accept-Language": "en-US,en;q=0.9",
  "Cache-Control": "no-cache",
  Origin: "https://app.example",
  Pragma: "no-cache",
  "Sec-Fetch-Dest": "websocket",
  "Sec-Fetch-Mode": "websocket",
  "Sec-Fetch-Site": "cross-site",
  "User-Agent": "Mozilla/5.0 (Macintosh) Safari/605.1.15",
};
const EXTENSIONS = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
const ADDED = ["X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];
const OF_HANDSHAKE = ["Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Version"];

/** Events of handshakes. */
export const handshakes: FactTable<HandshakeFact> = {
  service: "API Gateway",
  subject: "events of WebSocket handshakes",
  facts: [
    ...from<HandshakeFact>("issues", "localstack/localstack/issues/7191", "2022-11-16", [
      { id: "authorizer/type", of: "authorizer", event: { type: "REQUEST" } },
      {
        id: "authorizer/method-arn",
        of: "authorizer",
        event: { methodArn: /^arn:aws:execute-api:[a-z0-9-]+:\d{12}:[a-z0-9]+\/dev\/\$connect$/ },
      },
      {
        id: "authorizer/headers",
        of: "authorizer",
        headers: EXTENSIONS,
        event: {
          headers: {
            Connection: "upgrade",
            "content-length": "0",
            Host: /\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/,
            ...EXTENSIONS,
            "Sec-WebSocket-Version": "13",
            Upgrade: "websocket",
            "X-Amzn-Trace-Id": /^Root=1-[0-9a-f]{8}-[0-9a-f]+$/,
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https",
          },
        },
      },
      {
        id: "authorizer/multi-value-headers",
        of: "authorizer",
        event: { multiValueHeaders: { Connection: ["upgrade"], "content-length": ["0"], Upgrade: ["websocket"] } },
      },
      {
        id: "authorizer/names-of-headers",
        of: "authorizer",
        headers: EXTENSIONS,
        names: ["Connection", "content-length", "Host", ...OF_HANDSHAKE, "Upgrade", ...ADDED],
      },
    ]),
    ...from<HandshakeFact>("issues", "mousabaker/aws-lambda-typing/pull/65", "2022-08-16", [
      {
        id: "connect/names-of-headers",
        of: "connect",
        headers: EXTENSIONS,
        names: ["Host", ...OF_HANDSHAKE, ...ADDED],
      },
      {
        id: "connect/headers",
        of: "connect",
        headers: EXTENSIONS,
        event: { headers: { ...EXTENSIONS, "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https" } },
      },
      {
        id: "connect/multi-value-headers",
        of: "connect",
        event: { multiValueHeaders: { "Sec-WebSocket-Version": ["13"], "X-Forwarded-Port": ["443"] } },
      },
    ]),
    ...from<HandshakeFact>("issues", "rails-lambda/lamby/issues/74", "2023-04-08", [
      { id: "connect/headers-of-a-browser", of: "connect", headers: OF_BROWSER, event: { headers: OF_BROWSER } },
      {
        id: "connect/multi-value-headers-of-a-browser",
        of: "connect",
        headers: OF_BROWSER,
        event: { multiValueHeaders: { Accept: ["*/*"], "Accept-Encoding": ["gzip, deflate"] } },
      },
      {
        id: "connect/names-of-headers-of-a-browser",
        of: "connect",
        headers: { ...OF_BROWSER, ...EXTENSIONS },
        names: [
          ...["Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Host", "Origin", "Pragma"],
          ...["Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", ...OF_HANDSHAKE, "User-Agent", ...ADDED],
        ],
      },
    ]),
  ],
};

/** Answers of `@connections`. */
export const managementAnswers: FactTable<ManagementFact> = {
  service: "API Gateway",
  subject: "answers of @connections",
  facts: [
    ...from<ManagementFact>("issues", "localstack/localstack/issues/4694", "2021-10-04", [
      { id: "post/closed", to: "closed", operation: "PostToConnection", status: 410, error: "GoneException" },
      { id: "post/never-there", to: "never", operation: "PostToConnection", status: 410, error: "GoneException" },
      { id: "post/no-id", to: "malformed", operation: "PostToConnection", status: 400, error: "BadRequestException" },
    ]),
    ...from<ManagementFact>("issues", "georgeboot/laravel-echo-api-gateway/issues/9", "2021-07-29", [
      { id: "post/gone-has-no-body", to: "closed", operation: "PostToConnection", status: 410, body: "" },
    ]),
    ...from<ManagementFact>("issues", "aws/aws-sdk-js/issues/3773", "2021-05-20", [
      {
        id: "post/while-connecting",
        to: "connecting",
        operation: "PostToConnection",
        status: 410,
        error: "GoneException",
      },
    ]),
    ...from<ManagementFact>(
      "api-gateway-guide",
      "apigateway-how-to-call-websocket-api-connections.html",
      "2026-11-30",
      [
        { id: "post/open", to: "open", operation: "PostToConnection", status: 200, body: "" },
        {
          id: "get/open",
          to: "open",
          operation: "GetConnection",
          status: 200,
          body: /^\{"connectedAt":"[\dTZ:.-]+","identity":\{"sourceIp":"[^"]+"(?:,"userAgent":"[^"]*")?\},"lastActiveAt":"[\dTZ:.-]+"\}$/,
        },
        { id: "get/never-there", to: "never", operation: "GetConnection", status: 410, error: "GoneException" },
        { id: "delete/open", to: "open", operation: "DeleteConnection", status: 204, body: "" },
        { id: "delete/closed", to: "closed", operation: "DeleteConnection", status: 410, error: "GoneException" },
      ],
    ),
  ],
};

const REQUEST_ID = /^[A-Za-z0-9_-]{15}=$/;
const REQUEST_TIME = /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/;
const EPOCH = /^\d{13}$/;

const context = (requestContext: object) => ({ requestContext });

/** Events of open connections. */
export const sessions: FactTable<SessionFact> = {
  service: "API Gateway",
  subject: "events of WebSocket messages and ends",
  facts: [
    ...from<SessionFact>(
      "issues",
      "aws/aws-lambda-java-libs/issues/71",
      "2019-01-15",
      [
        { id: "body", event: { body: "hello", isBase64Encoded: false } },
        { id: "route", event: context({ routeKey: "$default", eventType: "MESSAGE", messageDirection: "IN" }) },
        {
          id: "ids",
          event: context({ requestId: REQUEST_ID, extendedRequestId: REQUEST_ID, connectionId: REQUEST_ID }),
        },
        { id: "message-id", event: context({ messageId: /^[A-Za-z0-9_-]{15}=$/ }) },
        { id: "times", event: context({ requestTime: REQUEST_TIME, requestTimeEpoch: EPOCH, connectedAt: EPOCH }) },
        {
          id: "place",
          event: context({
            stage: "dev",
            apiId: /^[a-z0-9]{10}$/,
            domainName: /^[a-z0-9]{10}\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/,
          }),
        },
        { id: "identity", event: context({ identity: { sourceIp: /^[0-9.]+$/ } }) },
        { id: "no-status-of-an-end", event: {}, without: ["disconnectStatusCode", "disconnectReason"] },
      ].map((row) => ({ ...row, id: `message/${row.id}` as const, of: "default", on: { message: "hello" } })),
    ),
    ...from<SessionFact>(
      "issues",
      "boto/boto3/issues/3789",
      "2023-07-20",
      [
        { id: "route", event: context({ routeKey: "$disconnect", eventType: "DISCONNECT", messageDirection: "IN" }) },
        { id: "status", event: context({ disconnectStatusCode: 1000 }) },
        { id: "reason", event: context({ disconnectReason: "Connection Closed Normally" }) },
        { id: "authorizer", event: context({ authorizer: { principalId: "me" } }) },
        { id: "times", event: context({ requestTime: REQUEST_TIME, requestTimeEpoch: EPOCH, connectedAt: EPOCH }) },
      ].map((row) => ({ ...row, id: `after-delete/${row.id}` as const, of: "disconnect", on: "delete" })),
    ),
  ],
};

const FAILED = { message: "Internal server error", connectionId: REQUEST_ID, requestId: REQUEST_ID };
const OF_FAILURE = ["message", "connectionId", "requestId"];

/** Frames that answer messages. */
export const frames: FactTable<FrameFact> = {
  service: "API Gateway",
  subject: "frames of WebSocket messages",
  facts: [
    ...from<FrameFact>("issues", "aws-samples/simple-websockets-chat-app/issues/46", "2021-05-30", [
      { id: "frame/function-throws", does: "throws", names: OF_FAILURE, frame: FAILED },
    ]),
    ...from<FrameFact>("issues", "aws-samples/simple-websockets-chat-app/issues/24", "2020-06-05", [
      {
        id: "frame/no-route",
        does: "none",
        names: OF_FAILURE,
        frame: { ...FAILED, message: "Forbidden" },
      },
    ]),
    ...from<FrameFact>(
      "issues",
      "yai333/React-Chat-App-using-AWS-API-Gateway-Websocket-and-Serverless-Framework/issues/2",
      "2019-05-31",
      [
        {
          id: "frame/status-500-is-a-message",
          does: { answers: { statusCode: 500, body: "no luck" } },
          frame: "no luck",
        },
      ],
    ),
  ],
};
