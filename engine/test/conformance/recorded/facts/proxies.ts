import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** The client's answer for a function's, behind a REST API or a function URL. */
export interface ProxyFact extends RecordedFact {
  readonly behind: "rest-api" | "function-url";
  readonly answer: unknown;
  readonly status: number;
  /** Text, or its JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that are not there. */
  readonly without?: readonly string[];
}

const of = (rows: Parameters<typeof from<Omit<ProxyFact, "behind">>>[3]): readonly ProxyFact[] =>
  from(
    "localstack",
    "apigateway/test_apigateway_lambda: test_aws_proxy_response_payload_format_validation",
    "2024-11-15",
    rows,
  ).map((fact) => ({ ...fact, behind: "rest-api" }) as ProxyFact);

const ofUrl = (rows: Parameters<typeof from<Omit<ProxyFact, "behind">>>[3]): readonly ProxyFact[] =>
  from("localstack", "lambda_/test_lambda: TestLambdaURL::test_lambda_url_invocation", "2025-11-24", rows).map(
    (fact) => ({ ...fact, behind: "function-url" }) as ProxyFact,
  );

const malformed = { status: 502, body: { message: "Internal server error" } };
const empty = { status: 200, body: "" };
const encoded = Buffer.from("test-data").toString("base64");

/** Answers of functions, as the client gets them. */
export const proxyAnswers: FactTable<ProxyFact> = {
  service: "API Gateway",
  subject: "answers of functions",
  facts: [
    ...of([
      { id: "proxy/no-body", answer: { statusCode: 200 }, ...empty },
      {
        id: "proxy/headers",
        answer: { statusCode: 200, headers: { "test-header": "value", "header-bool": true } },
        ...empty,
        headers: { "test-header": "value", "header-bool": "true", "content-type": "application/json" },
      },
      {
        id: "proxy/headers-null",
        answer: { statusCode: 200, headers: null },
        ...empty,
        headers: { "content-type": "application/json", "content-length": "0" },
      },
      { id: "proxy/wrong-member", answer: { statusCode: 200, wrongValue: "value" }, ...malformed },
      {
        id: "proxy/base64",
        answer: { statusCode: 200, body: encoded, isBase64Encoded: true },
        status: 200,
        body: encoded,
      },
      { id: "proxy/base64-unsaid", answer: { statusCode: 200, body: encoded }, status: 200, body: encoded },
      {
        id: "proxy/multi-value-headers",
        answer: { statusCode: 200, multiValueHeaders: { "test-multi": ["value1", "value2"] } },
        ...empty,
        headers: { "test-multi": "value1, value2" },
      },
      {
        id: "proxy/both-kinds-of-headers",
        answer: {
          statusCode: 200,
          multiValueHeaders: { "test-multi": ["value-multi"] },
          headers: { "test-multi": "value-solo" },
        },
        ...empty,
        headers: { "test-multi": "value-multi, value-solo" },
      },
      {
        id: "proxy/both-kinds-of-headers-in-other-letters",
        answer: {
          statusCode: 200,
          multiValueHeaders: { "tesT-Multi": ["value-multi"] },
          headers: { "test-multi": "value-solo" },
        },
        ...empty,
        headers: { "test-multi": "value-multi, value-solo" },
      },
      {
        id: "proxy/multi-value-headers-no-list",
        answer: { statusCode: 200, multiValueHeaders: { "test-multi-invalid": "value1" } },
        ...malformed,
      },
      { id: "proxy/status-no-number", answer: { statusCode: "test" }, ...malformed },
      { id: "proxy/status-as-text", answer: { statusCode: "201" }, status: 201, body: "" },
      { id: "proxy/text", answer: "justAString", ...malformed },
      { id: "proxy/only-headers", answer: { headers: { "test-header": "value" } }, ...empty },
    ]),
    ...from<ProxyFact>(
      "api-gateway-guide",
      "set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format",
      "2026-11-30",
      [
        {
          id: "proxy/the-same-in-both-kinds-of-headers",
          behind: "rest-api",
          answer: { statusCode: 200, multiValueHeaders: { "x-h": ["a", "b"] }, headers: { "x-h": "a" } },
          ...empty,
          headers: { "x-h": "a, b" },
        },
      ],
    ),
    ...ofUrl([
      {
        id: "url/object",
        answer: { hello: "world" },
        status: 200,
        body: { hello: "world" },
        headers: { "content-type": "application/json" },
      },
      {
        id: "url/response",
        answer: { statusCode: 200, body: "body123" },
        status: 200,
        body: "body123",
        headers: { "content-type": "application/json" },
      },
      {
        id: "url/response-with-json",
        answer: { statusCode: 200, body: '{"hello": "world"}' },
        status: 200,
        body: { hello: "world" },
        headers: { "content-length": "18" },
      },
      {
        id: "url/list",
        answer: ["hello", 3, true],
        status: 200,
        body: ["hello", 3, true],
        headers: { "content-length": "16" },
      },
      {
        id: "url/text",
        answer: "hello",
        status: 200,
        body: "hello",
        headers: { "content-length": "5", "content-type": "application/json" },
      },
      { id: "url/integer", answer: 3, status: 200, body: 3, headers: { "content-length": "1" } },
      { id: "url/fraction", answer: 3.1, status: 200, body: 3.1, headers: { "content-length": "3" } },
      { id: "url/boolean", answer: true, status: 200, body: true, headers: { "content-length": "4" } },
    ]),
  ],
};
