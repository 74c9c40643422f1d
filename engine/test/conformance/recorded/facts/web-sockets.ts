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

/** An answer of `@connections` to AWS's SDK. */
export interface ManagementFact extends RecordedFact {
  readonly to: "open" | "connecting" | "closed" | "never" | "malformed";
  readonly operation: "PostToConnection" | "GetConnection" | "DeleteConnection";
  readonly status: number;
  readonly error?: string;
  /** The response's own body, where that is known. */
  readonly body?: string | RegExp;
}

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
