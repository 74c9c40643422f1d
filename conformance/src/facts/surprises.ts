import type { Section } from "./fact.ts";

/** The specification's section 10: each is a test of its own in surprises.test.ts. */
export const surprises: Section = {
  title: "10. Surprises",
  compared: "2026-11",
  facts: [
    {
      id: "10/1",
      mark: "O",
      sources: ["capture/status-codes", "serverless/examples#557"],
      fact: "The status of `$connect` passes straight through; an exception is 502, an authorizer's crash 500.",
    },
    {
      id: "10/2",
      mark: "O",
      sources: ["capture/workshop", "aws-samples/simple-websockets-chat-app#24"],
      fact: "An unrouted message brings an in-band `Forbidden`, and the socket stays open.",
    },
    {
      id: "10/3",
      mark: "O",
      sources: ["capture/status-codes", "middyjs/middy#1219"],
      fact: "Status codes of message routes are ignored, exceptions are not; a stray key is one.",
    },
    {
      id: "10/4",
      mark: "O",
      sources: ["serverless/serverless#6816"],
      fact: "A two-way route without a body sends an empty frame.",
    },
    {
      id: "10/5",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-message",
        "capture/aws-lambda-go-disconnect",
      ],
      fact: "MESSAGE has no headers; DISCONNECT has four, three of them empty, none the client's.",
    },
    {
      id: "10/6",
      mark: "D/O",
      sources: ["guide/proxy-events", "aws/aws-lambda-go#548", "capture/aws-lambda-go-disconnect"],
      fact: "`disconnectStatusCode` and `disconnectReason` are always there; of the documentation only a sample shows them.",
    },
    {
      id: "10/7",
      mark: "O",
      sources: ["capture/aws-lambda-go-disconnect", "capture/idle-close"],
      fact: "A client's empty reason is passed on as `\"\"`; the gateway's own 1001 says `Going away`.",
    },
    {
      id: "10/8",
      mark: "O",
      sources: ["aws-powertools/powertools-lambda-python#5800"],
      fact: "`…/prod/*/*` in a policy denies WebSocket connects.",
    },
    {
      id: "10/9",
      mark: "D/O",
      sources: ["guide/connect-disconnect", "awsdocs/amazon-api-gateway-developer-guide#121"],
      fact: "A Deny for custom routes is never consulted after connecting.",
    },
    {
      id: "10/10",
      mark: "D",
      sources: ["reference/apigatewayv2", "code/paws"],
      fact: "Every handshake invokes the authorizer.",
    },
    {
      id: "10/11",
      mark: "D",
      sources: ["guide/lambda-authorizer", "reference/apigatewayv2"],
      fact: "A missing identity source is 401 before the authorizer runs.",
    },
    {
      id: "10/12",
      mark: "D/O",
      sources: ["guide/lambda-authorizer", "auth0-samples/jwt-rsa-aws-custom-authorizer#6", "re:Post/401"],
      fact: "Only a thrown `Unauthorized` makes a 401.",
    },
    { id: "10/13", mark: "D", sources: ["re:Post/410"], fact: "POST inside `$connect` for the same id: 410." },
    {
      id: "10/14",
      mark: "O",
      sources: ["aws/aws-sdk-js#3773", "aws/aws-sdk-java#2200", "aws/aws-sdk-php#2285"],
      fact: "410 has an empty body.",
    },
    {
      id: "10/15",
      mark: "O",
      sources: ["dherault/serverless-offline#749", "localstack/localstack#4694"],
      fact: "A malformed id is 400, not 410.",
    },
    {
      id: "10/16",
      mark: "O",
      sources: ["aws-solutions/innovation-sandbox-on-aws#59", "aws/aws-cdk#18410"],
      fact: "The resource in a 403 has the literal `{connectionId}` and a masked account.",
    },
    {
      id: "10/17",
      mark: "O",
      sources: ["hashicorp/terraform-provider-aws#14742", "pulumi/pulumi-aws#2363"],
      fact: "Throttle fields of 0 make every handshake a 429.",
    },
    { id: "10/18", mark: "D", sources: ["guide/subprotocol"], fact: "The subprotocol is never negotiated." },
    {
      id: "10/19",
      mark: "O",
      sources: [
        "aws-samples/simple-websockets-chat-app#27",
        "aws-samples/simple-websockets-chat-app#44",
        "lukeed/sockette#53",
      ],
      fact: "A lost network is no disconnect before a timeout.",
    },
    {
      id: "10/20",
      mark: "D/O",
      sources: ["guide/data-mapping", "page/400-of-http-integration"],
      fact: "HTTP integrations get `Sec-WebSocket-*` on `$connect` and no connection id on messages.",
    },
    {
      id: "10/21",
      mark: "D/O",
      sources: ["guide/deployment", "aws-samples/simple-websockets-chat-app#24"],
      fact: "A route that is not deployed is `Forbidden`.",
    },
    {
      id: "10/22",
      mark: "D/O",
      sources: ["guide/template-reference", "capture/powertools-events", "capture/aws-lambda-go-message"],
      fact: "`requestId` equals `extendedRequestId`; ids contain `-` and `_` and end with `=`.",
    },
    {
      id: "10/23",
      mark: "O",
      sources: ["capture/powertools-events", "capture/idle-close"],
      fact: "`queryStringParameters` is absent, not null, without a query.",
    },
    {
      id: "10/24",
      mark: "O",
      sources: ["capture/aws-lambda-go-message"],
      fact: "`identity.userAgent` is absent for clients without a User-Agent.",
    },
    {
      id: "10/25",
      mark: "D",
      sources: ["guide/route-response", "guide/routes-integrations"],
      fact: "Without a route response a MOCK, HTTP or AWS integration returns nothing.",
    },
  ],
};
