import type { Source } from "./source.ts";

/** Events and logs of AWS that others keep with their code, and what they write of their own trials. */
export const captures = {
  "capture/aws-lambda-go-disconnect": {
    title: "aws-lambda-go: a captured DISCONNECT event",
    urls: [
      "https://github.com/aws/aws-lambda-go/blob/main/events/testdata/apigw-websocket-request-disconnect.json",
      "https://github.com/aws/aws-lambda-go/blob/cf6990968b3e71928404f909c527ba279eecfd3b/events/testdata/apigw-websocket-request-disconnect.json",
    ],
  },
  "capture/aws-lambda-go-message": {
    title: "aws-lambda-go: a captured MESSAGE event",
    urls: [
      "https://github.com/aws/aws-lambda-go/blob/main/events/testdata/apigw-websocket-request-send-message.json",
      "https://github.com/aws/aws-lambda-go/blob/cf6990968b3e71928404f909c527ba279eecfd3b/events/testdata/apigw-websocket-request-send-message.json",
    ],
  },
  "capture/feral-events": {
    title: "feral: WebSocket events of its tests",
    urls: [
      "https://github.com/typelevel/feral/blob/main/lambda/shared/src/test/scala/feral/lambda/events/ApiGatewayV2WebSocketEventSuite.scala",
    ],
  },
  "capture/idle-close": {
    title: "Events of a deployed API in a repository's tests, February 2024: a connection that was idle for 10 minutes",
    urls: ["https://github.com/search?type=code&q=%22TXzPWdnOjoECGjA%3D%22"],
  },
  "capture/powertools-events": {
    title: "Powertools for AWS Lambda (Python): CONNECT, MESSAGE and DISCONNECT events, November 2024",
    urls: [
      "https://github.com/aws-powertools/powertools-lambda-python/blob/develop/tests/events/apiGatewayWebSocketApiConnect.json",
      "https://github.com/aws-powertools/powertools-lambda-python/blob/develop/tests/events/apiGatewayWebSocketApiMessage.json",
      "https://github.com/aws-powertools/powertools-lambda-python/blob/develop/tests/events/apiGatewayWebSocketApiDisconnect.json",
    ],
  },
  "capture/sqs-integration": {
    title: "serverless-patterns: the answer of SQS to an integration of a REST API",
    urls: ["https://github.com/aws-samples/serverless-patterns/tree/main/cdk-apigw-authorizer-sqs"],
  },
  "capture/status-codes": {
    title: "A repository's notes: status codes and exceptions of $connect and $default, tried with wscat",
    urls: ["https://github.com/search?type=code&q=%22Qyi07eCbtjMCJKw%3D%22"],
  },
  "capture/workshop": {
    title: "A workshop's instructions, December 2020: a message that no route takes",
    urls: ["https://github.com/search?type=code&q=%22XDmENcnwIE0CFEQ%3D%22"],
  },
  "code/architect-sandbox": {
    title: "Architect sandbox: its handshake, as its authors read AWS's",
    urls: ["https://github.com/architect/sandbox/blob/main/src/http/register-websocket/upgrade.js"],
  },
  "code/paws": {
    title: "Paws: an older text of the service model, CreateAuthorizerResponse",
    urls: ["https://metacpan.org/pod/release/JLMARTIN/Paws-0.42/lib/Paws/ApiGatewayV2/CreateAuthorizerResponse.pm"],
    read: "0.42",
  },
  "code/serverless-offline-e2e": {
    title: "serverless-offline: tests that run against AWS or offline",
    urls: ["https://github.com/dherault/serverless-offline/tree/master/tests/manual/websocket"],
  },
  "code/serverless-websockets": {
    title: "serverless-websockets: an app whose authorizer reads a token from the subprotocols",
    urls: ["https://github.com/allenheltondev/serverless-websockets"],
  },
  "page/403-of-post-to-connection": {
    title: "CSD: AWS WebSocket 403 using PostToConnection",
    urls: ["https://csdcorp.com/blog/coding/aws-websocket-403-using-posttoconnect/"],
  },
  "page/400-of-http-integration": {
    title: "Stack Overflow 67640010: $connect of an HTTP integration answers 400",
    urls: ["https://stackoverflow.com/questions/67640010", "https://engineer-jose-blog.com/"],
  },
  "page/hotsock-keep-alive": {
    title: "Hotsock: keeping connections alive",
    urls: ["https://hotsock.io/docs/connections/keep-alive"],
  },
  "page/multigrid-streaming": {
    title: "multigrid: WebSocket streaming through API Gateway",
    urls: ["https://dev.to/multigrid/websocket-streaming-through-aws-api-gateway-2pbo"],
  },
  "standard/rfc6455": {
    title: "RFC 6455: The WebSocket Protocol",
    urls: ["https://www.rfc-editor.org/rfc/rfc6455"],
  },
  "standard/velocity": {
    title: "Apache Velocity 1.7: user guide",
    urls: ["https://velocity.apache.org/engine/1.7/user-guide.html"],
    read: "1.7",
  },
} as const satisfies Record<string, Source>;
