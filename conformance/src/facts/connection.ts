import type { Section } from "./fact.ts";

/** The specification's section 1. */
export const connection: Section = {
  title: "1. Connection lifecycle",
  compared: "2026-11",
  facts: [
    // 1.1 Endpoint
    {
      id: "1.1/client-url",
      mark: "D",
      sources: ["guide/deployment", "guide/wscat"],
      fact: "`wss://{apiId}.execute-api.{region}.amazonaws.com/{stage}`, with or without a slash at its end.",
    },
    {
      id: "1.1/custom-domain-url",
      mark: "D",
      sources: ["guide/api-mappings"],
      fact: "`wss://{domain}/{apiMappingKey}`: the stage is not in the path.",
    },
    {
      id: "1.1/endpoint-type",
      mark: "D",
      sources: ["guide/create", "guide/custom-domains"],
      fact: "Regional endpoints only.",
    },
    {
      id: "1.1/url-length",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "A URL has at most 4096 characters.",
    },
    {
      id: "1.1/stage-names",
      mark: "D/O",
      sources: ["guide/important-notes", "terraform-aws-modules/terraform-aws-apigateway-v2#8"],
      fact: "Stage names are `[A-Za-z0-9_-]{1,128}`; reports on `$default` conflict.",
    },
    {
      id: "1.1/reserved-paths",
      mark: "D",
      sources: ["guide/important-notes"],
      fact: "`/ping` and `/sping` are reserved on custom domains.",
    },
    {
      id: "1.1/plain-get",
      mark: "O",
      sources: ["code/serverless-offline-e2e"],
      fact: "A GET without an upgrade is answered 426 (weak evidence).",
    },
    {
      id: "1.1/path-variables",
      mark: "D",
      sources: ["guide/lambda-authorizer"],
      fact: "The path is fixed: there are no path variables.",
    },
    {
      id: "1.1/wrong-stage",
      mark: "U",
      sources: [],
      fact: "What a client sees of a wrong stage or a disabled default endpoint is not known.",
    },

    // 1.2 Order
    {
      id: "1.2/id-before-authorizer",
      mark: "D",
      sources: ["guide/lambda-authorizer"],
      fact: "`connectionId` and `connectedAt` exist before the authorizer runs.",
    },
    {
      id: "1.2/order-of-checks",
      mark: "U",
      sources: [],
      fact: "Throttling, API key and authorizer come before `$connect`; their order is not known.",
    },
    {
      id: "1.2/held-until-answered",
      mark: "D",
      sources: ["guide/connect-disconnect"],
      fact: "The upgrade is held until `$connect` has answered.",
    },
    {
      id: "1.2/2xx-or-refusal",
      mark: "D/O",
      sources: ["guide/subprotocol", "capture/status-codes"],
      fact: "2xx becomes 101; anything else is the HTTP status of the refusal.",
    },
    {
      id: "1.2/lifecycle-routes",
      mark: "O",
      sources: ["localstack/localstack#7153"],
      fact: "`$connect` and `$disconnect` are never selected by a message.",
    },
    {
      id: "1.2/connection-time-only",
      mark: "D",
      sources: ["guide/connect-disconnect"],
      fact: "Authorization happens at connection time only.",
    },

    // 1.3 Handshake outcomes
    {
      id: "1.3/no-connect-route",
      mark: "D",
      sources: ["guide/connect-disconnect"],
      fact: "Without a `$connect` route or integration: 101.",
    },
    {
      id: "1.3/returns-200-201",
      mark: "O",
      sources: ["capture/status-codes"],
      fact: "`$connect` returns 200 or 201: 101.",
    },
    {
      id: "1.3/status-passed-through",
      mark: "D/O",
      sources: ["guide/subprotocol", "capture/status-codes"],
      fact: "`$connect` returns 301, 400, 401 or 501: the same status.",
    },
    {
      id: "1.3/which-2xx",
      mark: "O/I",
      sources: ["capture/status-codes", "code/architect-sandbox"],
      fact: "200 and 201 are seen to connect; the other 2xx are not known.",
    },
    {
      id: "1.3/throws",
      mark: "O",
      sources: ["capture/status-codes", "serverless/serverless-websockets-plugin#13", "mavi888/websockets-chat#1"],
      fact: "`$connect` throws: 502.",
    },
    {
      id: "1.3/no-status-code",
      mark: "I",
      sources: ["code/architect-sandbox"],
      fact: "`$connect` returns no or no numeric `statusCode`: 502.",
    },
    {
      id: "1.3/not-callable",
      mark: "O",
      sources: ["terraform-aws-modules/terraform-aws-apigateway-v2#8", "aws-samples/serverless-patterns#2779"],
      fact: "The integration cannot be called: 500.",
    },
    {
      id: "1.3/connect-timeout",
      mark: "U",
      sources: [],
      fact: "What a timeout of `$connect` looks like is not known.",
    },
    {
      id: "1.3/identity-source-missing",
      mark: "D/O",
      sources: ["guide/lambda-authorizer", "reference/apigatewayv2", "dsandor/example-ws-gateway-sam#1"],
      fact: "An identity source is missing or empty: 401, and the authorizer is not invoked.",
    },
    {
      id: "1.3/unauthorized",
      mark: "D/O",
      sources: ["guide/lambda-authorizer", "auth0-samples/jwt-rsa-aws-custom-authorizer#6"],
      fact: "The authorizer fails with exactly `Unauthorized`: 401.",
    },
    {
      id: "1.3/authorizer-fails",
      mark: "O",
      sources: ["serverless/examples#557", "auth0-samples/jwt-rsa-aws-custom-authorizer#6"],
      fact: "The authorizer fails in any other way, or returns no policy: 500.",
    },
    {
      id: "1.3/deny",
      mark: "D/O",
      sources: ["guide/connect-disconnect", "aws-powertools/powertools-lambda-python#5800"],
      fact: "An explicit Deny, or no statement for `…/{stage}/$connect`: 403.",
    },
    {
      id: "1.3/iam",
      mark: "O",
      sources: ["aws-samples/serverless-patterns#1144"],
      fact: "`AWS_IAM` and unsigned or not allowed: 403.",
    },
    { id: "1.3/api-key", mark: "I", sources: [], fact: "`ApiKeyRequired` and the key is missing or unknown: 403." },
    {
      id: "1.3/throttled",
      mark: "O",
      sources: [
        "hashicorp/terraform-provider-aws#14742",
        "terraform-aws-modules/terraform-aws-apigateway-v2#8",
        "serverlessunicorn/ServerlessNetworkingClients#3",
      ],
      fact: "A stage's or route's throttle is exhausted: 429.",
    },
    {
      id: "1.3/connect-rate",
      mark: "U",
      sources: [],
      fact: "More than 500 new connections per second and account: presumably 429.",
    },
    {
      id: "1.3/refusal-body",
      mark: "U",
      sources: [],
      fact: "Body and headers of a refusal are not known.",
    },
    {
      id: "1.3/no-gateway-responses",
      mark: "O",
      sources: ["re:Post/401"],
      fact: "Gateway responses cannot be customised.",
    },

    // 1.4 Subprotocols
    {
      id: "1.4/returned-by-connect",
      mark: "D/O",
      sources: ["guide/subprotocol", "dherault/serverless-offline#1176"],
      fact: "The subprotocol is what `$connect` returns in `Sec-WebSocket-Protocol`.",
    },
    {
      id: "1.4/not-echoed",
      mark: "O",
      sources: ["michalkvasnicak/aws-lambda-graphql#65", "michalkvasnicak/aws-lambda-graphql#79"],
      fact: "Where it is not returned the 101 has no such header; AWS does not refuse.",
    },
    {
      id: "1.4/before-2020",
      mark: "O",
      sources: ["michalkvasnicak/aws-lambda-graphql#84"],
      fact: "It did not work before the middle of 2020.",
    },
    {
      id: "1.4/case-insensitive",
      mark: "I",
      sources: ["localstack/localstack#6521"],
      fact: "The returned header's name is probably matched in any letter case.",
    },
    {
      id: "1.4/offered-list",
      mark: "D",
      sources: ["guide/subprotocol"],
      fact: "The function gets the offers as one text, separated by commas.",
    },
    {
      id: "1.4/token-as-protocol",
      mark: "O",
      sources: ["code/serverless-websockets"],
      fact: "A token may travel as second subprotocol and be an identity source.",
    },
    {
      id: "1.4/other-headers",
      mark: "U",
      sources: [],
      fact: "Whether other headers of `$connect` reach the client is not known.",
    },

    // 1.5 Close codes
    {
      id: "1.5/1000",
      mark: "O",
      sources: ["boto/boto3#3789", "aws/chalice#2060"],
      fact: "A client's own 1000 is told as `Connection Closed Normally`.",
    },
    {
      id: "1.5/delete-is-1000",
      mark: "O",
      sources: ["boto/boto3#3789", "aws/aws-sdk-js#3636"],
      fact: "`DELETE @connections` closes with 1000, always, and without a reason of its own.",
    },
    {
      id: "1.5/1001-idle",
      mark: "D/O",
      sources: ["guide/overview", "capture/idle-close"],
      fact: "1001 after 10 idle minutes or 2 hours, told as `Going away`.",
    },
    {
      id: "1.5/client-1001",
      mark: "O",
      sources: ["capture/aws-lambda-go-disconnect"],
      fact: "A client's own 1001 with an empty reason is told as an empty reason.",
    },
    {
      id: "1.5/1003",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1003 for a binary frame; its reason is not known.",
    },
    {
      id: "1.5/1005",
      mark: "D/O",
      sources: ["guide/overview", "guide/proxy-events", "capture/powertools-events", "capture/feral-events"],
      fact: "1005 when the client's close frame had no code: `Client-side close frame status not set`.",
    },
    {
      id: "1.5/1006",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1006 when TCP ends without a close frame; its reason is not known.",
    },
    {
      id: "1.5/1008",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1008 for too many requests of one client; when that is, is not known.",
    },
    {
      id: "1.5/1009",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1009 for a message above 128 KB or a frame above 32 KB.",
    },
    {
      id: "1.5/1011",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1011 for an internal server error.",
    },
    {
      id: "1.5/1012",
      mark: "D",
      sources: ["guide/overview"],
      fact: "1012 when the service restarts.",
    },
    {
      id: "1.5/not-in-frames",
      mark: "I",
      sources: ["standard/rfc6455"],
      fact: "1005 and 1006 never travel in a close frame.",
    },

    // 1.6 $disconnect
    {
      id: "1.6/when",
      mark: "D",
      sources: ["guide/connect-disconnect", "guide/overview"],
      fact: "`$disconnect` runs after the socket is closed by either side: idle, 2 hours, DELETE, 1003, 1009.",
    },
    {
      id: "1.6/guarantee",
      mark: "D",
      sources: ["guide/connect-disconnect"],
      fact: "`$disconnect` is best effort.",
    },
    {
      id: "1.6/response-ignored",
      mark: "I",
      sources: [],
      fact: "Its answer is ignored.",
    },
    {
      id: "1.6/silent-loss",
      mark: "O",
      sources: [
        "aws-samples/simple-websockets-chat-app#27",
        "aws-samples/simple-websockets-chat-app#44",
        "lukeed/sockette#53",
      ],
      fact: "A network that is lost silently is not noticed before a timeout.",
    },
    {
      id: "1.6/refused-connect",
      mark: "U",
      sources: [],
      fact: "Whether it runs after a refused `$connect` is not known.",
    },
    {
      id: "1.6/extra-fields",
      mark: "D/O",
      sources: ["guide/proxy-events", "aws/aws-lambda-go#548", "capture/aws-lambda-go-disconnect"],
      fact: "Its event has `disconnectStatusCode` and `disconnectReason`, which may be empty.",
    },
  ],
};
