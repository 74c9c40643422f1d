import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** A request, and the event that a function behind a REST API or a function URL gets of it. */
export interface ProxyEventFact extends RecordedFact {
  readonly behind: "rest-api" | "function-url";
  /** The address behind the stage, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a POST; a GET has none. */
  readonly body?: string;
  readonly event: Readonly<Record<string, unknown>>;
}

type Rows = Parameters<typeof from<Omit<ProxyEventFact, "behind">>>[3];
const of = (behind: ProxyEventFact["behind"], place: string, date: string, rows: Rows) =>
  from("localstack", place, date, rows).map((fact) => ({ ...fact, behind }) as ProxyEventFact);

const NO_QUERY = { queryStringParameters: null, multiValueQueryStringParameters: null };
const NOBODY = { accessKey: null, accountId: null, caller: null, user: null, userArn: null, cognitoIdentityId: null };

/** The event of a GET of `{proxy+}`. */
const got = (path: string, proxy: string, requestPath = `/stage${path}`) => ({
  resource: "/{proxy+}",
  path,
  httpMethod: "GET",
  pathParameters: { proxy },
  ...NO_QUERY,
  body: null,
  isBase64Encoded: false,
  stageVariables: null,
  requestContext: {
    resourcePath: "/{proxy+}",
    path: requestPath,
    httpMethod: "GET",
    stage: "stage",
    protocol: "HTTP/1.1",
    requestId: /^[0-9a-f-]{36}$/,
    requestTime: /^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/,
    identity: NOBODY,
  },
});
const PLAIN = "/proxy-value";
const EMAILS = "/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com";

/** Events of functions behind REST APIs and function URLs. */
export const proxyEvents: FactTable<ProxyEventFact> = {
  service: "API Gateway",
  subject: "events of functions behind HTTP",
  facts: [
    ...of("rest-api", "apigateway/test_apigateway_lambda: test_lambda_aws_proxy_integration", "2024-08-02", [
      { id: "proxy-event/plain", path: PLAIN, event: got(PLAIN, "proxy-value") },
      { id: "proxy-event/slash-at-the-end", path: `${PLAIN}/`, event: got(`${PLAIN}/`, "proxy-value") },
      {
        id: "proxy-event/double-slash",
        path: `${PLAIN}//double-slash`,
        event: got(`${PLAIN}//double-slash`, "proxy-value//double-slash"),
      },
      {
        id: "proxy-event/double-slash-at-the-start",
        path: `/${PLAIN}`,
        event: got(PLAIN, "proxy-value", `/stage/${PLAIN}`),
      },
      ...["", "/"].map((end) => ({
        id: `proxy-event/query ${end}` as const,
        path: `${PLAIN}${end}?urlparam=test`,
        event: {
          path: `${PLAIN}${end}`,
          pathParameters: { proxy: "proxy-value" },
          queryStringParameters: { urlparam: "test" },
          multiValueQueryStringParameters: { urlparam: ["test"] },
        },
      })),
      { id: "proxy-event/encoded-path", path: EMAILS, event: got(EMAILS, EMAILS.slice(1)) },
      {
        id: "proxy-event/encoded-query",
        path: `${PLAIN}/api?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/#`,
        event: {
          path: `${PLAIN}/api`,
          queryStringParameters: {
            dateTimeOffset: "2023-06-12T18:05:10.123456 00:00",
            email: "test+alias@gmail.com",
            plus: "test alias@gmail.com",
            url: "https://www.google.com/",
            whitespace: "foo bar",
            zhash: "abort/",
          },
        },
      },
      {
        id: "proxy-event/several-values",
        path: `${PLAIN}?category=electronics&category=books&price=10&price=20&price=30`,
        headers: { "content-type": "application/json" },
        body: '{"message": "hello world"}',
        event: {
          httpMethod: "POST",
          body: '{"message": "hello world"}',
          queryStringParameters: { category: "books", price: "30" },
          multiValueQueryStringParameters: { category: ["electronics", "books"], price: ["10", "20", "30"] },
          isBase64Encoded: false,
        },
      },
    ]),
    ...of(
      "function-url",
      "lambda_/test_lambda: TestLambdaURL::test_lambda_url_echo_http_fixture_default",
      "2025-11-24",
      [
        {
          id: "url-event/headers-and-query",
          path: "/pa2%Fth/1?q=query&multiQuery=foo&multiQuery=%2Fbar",
          headers: {
            "content-type": "application/json",
            "ExTrA-HeadErs": "With WeiRd CapS",
            "user-agent": "test/echo",
          },
          body: '{"foo": "bar"}',
          event: {
            version: "2.0",
            routeKey: "$default",
            rawPath: "/pa2%Fth/1",
            queryStringParameters: { q: "query", multiQuery: "foo,/bar" },
            headers: {
              "content-type": "application/json",
              "content-length": "14",
              "extra-headers": "With WeiRd CapS",
              "user-agent": "test/echo",
              "x-amzn-trace-id": /^Root=1-/,
              "x-forwarded-for": /./,
              "x-forwarded-port": /^\d+$/,
              "x-forwarded-proto": /^https?$/,
            },
            body: '{"foo": "bar"}',
            isBase64Encoded: false,
            requestContext: { http: { method: "POST", path: "/pa2%Fth/1", userAgent: "test/echo" }, stage: "$default" },
          },
        },
      ],
    ),
    ...of("function-url", "lambda_/test_lambda: TestLambdaURL::test_lambda_url_form_payload", "2025-11-24", [
      {
        id: "url-event/multipart-body",
        path: "/test/value",
        headers: { "content-type": "multipart/form-data; boundary=4efd159eae0c4f4e125a5a509e073d85" },
        body: "--4efd159eae0c4f4e125a5a509e073d85--\r\n",
        event: {
          rawPath: "/test/value",
          body: Buffer.from("--4efd159eae0c4f4e125a5a509e073d85--\r\n").toString("base64"),
          isBase64Encoded: true,
          headers: { "content-type": "multipart/form-data; boundary=4efd159eae0c4f4e125a5a509e073d85" },
        },
      },
      {
        id: "url-event/text-body",
        path: "/",
        headers: { "content-type": "text/plain" },
        body: "text",
        event: { body: "text", isBase64Encoded: false },
      },
    ]),
  ],
};
