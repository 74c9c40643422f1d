import type { Section } from "./fact.ts";

/** The specification's section 2. */
export const events: Section = {
  title: "2. Lambda proxy event shapes",
  compared: "2026-11",
  facts: [
    // 2.1 Keys
    {
      id: "2.1/authorizer-keys",
      mark: "D",
      sources: ["guide/lambda-authorizer"],
      fact: "The authorizer's event has `type`, `methodArn`, headers, query, `stageVariables` (`{}` when there are none), `requestContext` and nothing else.",
    },
    {
      id: "2.1/connect-keys",
      mark: "D/O",
      sources: ["guide/proxy-events", "capture/powertools-events", "capture/idle-close"],
      fact: "CONNECT has headers, `requestContext` and `isBase64Encoded: false`; no body.",
    },
    {
      id: "2.1/query-keys",
      mark: "O",
      sources: ["capture/powertools-events", "capture/idle-close"],
      fact: "CONNECT has the query keys only if the URL has a query.",
    },
    {
      id: "2.1/message-keys",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message"],
      fact: "MESSAGE has a body and neither headers nor query.",
    },
    {
      id: "2.1/disconnect-keys",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-disconnect",
        "capture/idle-close",
      ],
      fact: "DISCONNECT has exactly four headers and no query.",
    },
    {
      id: "2.1/stage-variables",
      mark: "O",
      sources: ["localstack/localstack#10734", "capture/powertools-events"],
      fact: "`stageVariables` is absent from proxy events when the stage has none.",
    },
    {
      id: "2.1/absent-keys",
      mark: "O",
      sources: [
        "capture/powertools-events",
        "capture/aws-lambda-go-message",
        "capture/aws-lambda-go-disconnect",
        "capture/idle-close",
      ],
      fact: "No `resource`, `path`, `httpMethod`, `pathParameters`, `accountId`, `resourcePath`, `protocol`, `domainPrefix`, `version`.",
    },

    // 2.2 CONNECT
    {
      id: "2.2/capture",
      mark: "O",
      sources: ["capture/idle-close", "capture/powertools-events"],
      fact: "CONNECT has the members and formats of the 2024 capture.",
    },
    {
      id: "2.2/casing",
      mark: "D",
      sources: ["guide/lambda-authorizer", "guide/api-mappings"],
      fact: "Header names keep the client's casing.",
    },
    {
      id: "2.2/gateway-headers",
      mark: "D/O",
      sources: ["guide/lambda-authorizer", "guide/proxy-events", "capture/idle-close", "capture/powertools-events"],
      fact: "API Gateway adds `X-Amzn-Trace-Id` and `X-Forwarded-For`, `-Port`, `-Proto`.",
    },
    {
      id: "2.2/multi-level-mapping",
      mark: "D",
      sources: ["guide/api-mappings"],
      fact: "Behind API mappings of several levels all header names are in lower case.",
    },
    {
      id: "2.2/sorted",
      mark: "O",
      sources: ["capture/idle-close", "capture/powertools-events"],
      fact: "Header keys are sorted without regard to case.",
    },
    {
      id: "2.2/hidden-headers",
      mark: "D/O",
      sources: ["guide/proxy-events", "capture/idle-close", "capture/powertools-events"],
      fact: "`Connection`, `Upgrade` and `content-length` are not among them.",
    },

    // 2.3 MESSAGE
    {
      id: "2.3/capture",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message"],
      fact: "MESSAGE has the members and formats of the 2024 capture.",
    },
    {
      id: "2.3/body-exact",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message", "aws/aws-lambda-java-libs#71"],
      fact: "`body` is the exact text received.",
    },
    {
      id: "2.3/selected-route",
      mark: "O",
      sources: ["capture/aws-lambda-go-message"],
      fact: "`routeKey` is the selected route: `$default` on fallback.",
    },

    // 2.4 DISCONNECT
    {
      id: "2.4/capture",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-disconnect",
        "capture/feral-events",
      ],
      fact: "DISCONNECT has the members and formats of the 2024 capture.",
    },
    {
      id: "2.4/four-headers",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-disconnect",
        "capture/feral-events",
      ],
      fact: "`Host`, and empty `x-api-key`, `X-Forwarded-For`, `x-restapi`.",
    },
    {
      id: "2.4/nothing-of-handshake",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-disconnect",
        "capture/feral-events",
      ],
      fact: "The handshake's headers and query are not repeated.",
    },
    {
      id: "2.4/older-captures",
      mark: "O",
      sources: ["code/serverless-offline-e2e"],
      fact: "Captures until 2021 lack `X-Forwarded-For`.",
    },

    // 2.5 The authorizer's event
    {
      id: "2.5/sample",
      mark: "D/O",
      sources: ["guide/lambda-authorizer", "localstack/localstack#7191"],
      fact: "The authorizer's event has the members of AWS's sample, `Connection`, `Upgrade` and `content-length` among the headers.",
    },

    // 2.6 requestContext
    {
      id: "2.6/route-key",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`routeKey`: `$connect`, `$disconnect`, `$default` or a custom key.",
    },
    {
      id: "2.6/event-type",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`eventType`: CONNECT, MESSAGE or DISCONNECT.",
    },
    {
      id: "2.6/message-direction",
      mark: "D/O",
      sources: [
        "guide/lambda-authorizer",
        "guide/proxy-events",
        "capture/powertools-events",
        "capture/aws-lambda-go-message",
        "capture/aws-lambda-go-disconnect",
      ],
      fact: "`messageDirection` is `IN`.",
    },
    {
      id: "2.6/request-id",
      mark: "D/O",
      sources: ["guide/template-reference", "capture/powertools-events"],
      fact: "`requestId` and `extendedRequestId` are the same text.",
    },
    {
      id: "2.6/message-id",
      mark: "D/O",
      sources: ["guide/template-reference", "capture/powertools-events", "capture/aws-lambda-go-message"],
      fact: "`messageId` in MESSAGE only; its tail is the connection's.",
    },
    {
      id: "2.6/connection-id",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message"],
      fact: "`connectionId` has 16 characters and is one for the connection's life.",
    },
    {
      id: "2.6/connected-at",
      mark: "D/O",
      sources: ["guide/template-reference", "capture/powertools-events", "capture/idle-close"],
      fact: "`connectedAt` in milliseconds, constant, not after CONNECT's `requestTimeEpoch`.",
    },
    {
      id: "2.6/request-time",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`requestTime` in the Common Log Format, UTC, with a day of two digits.",
    },
    {
      id: "2.6/request-time-epoch",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`requestTimeEpoch` in milliseconds.",
    },
    {
      id: "2.6/stage",
      mark: "O",
      sources: ["aws/chalice#1503"],
      fact: "`stage` is the real one, behind a custom domain too.",
    },
    {
      id: "2.6/domain-name",
      mark: "D/O",
      sources: ["guide/template-reference", "capture/idle-close"],
      fact: "`domainName` is the host that was called.",
    },
    {
      id: "2.6/api-id",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`apiId`.",
    },
    {
      id: "2.6/source-ip",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message", "capture/aws-lambda-go-disconnect"],
      fact: "`identity.sourceIp` in every event.",
    },
    {
      id: "2.6/user-agent",
      mark: "O",
      sources: ["capture/aws-lambda-go-message", "capture/powertools-events", "capture/idle-close"],
      fact: "`identity.userAgent` is omitted for a client that sent none, and kept in all events of one that did.",
    },
    {
      id: "2.6/identity-of-callers",
      mark: "D",
      sources: ["guide/template-reference", "guide/logging"],
      fact: "`accountId`, `caller`, `user`, `userArn`, `apiKey`, `apiKeyId`… when IAM or a key was used.",
    },
    {
      id: "2.6/authorizer",
      mark: "O/I",
      sources: ["code/serverless-websockets", "boto/boto3#3789"],
      fact: "`authorizer` has `principalId` and the context on CONNECT, MESSAGE and DISCONNECT.",
    },
    {
      id: "2.6/integration-latency",
      mark: "I",
      sources: ["boto/boto3#3789"],
      fact: "Whether `authorizer.integrationLatency` is there is not sure.",
    },
    {
      id: "2.6/disconnect-fields",
      mark: "D/O",
      sources: [
        "guide/proxy-events",
        "capture/aws-lambda-go-disconnect",
        "capture/powertools-events",
        "aws/aws-lambda-go#548",
      ],
      fact: "`disconnectStatusCode` and `disconnectReason` on DISCONNECT only.",
    },
    {
      id: "2.6/compact",
      mark: "O",
      sources: [
        "capture/powertools-events",
        "aws/aws-lambda-runtime-interface-emulator#25",
        "aws/aws-lambda-java-libs#71",
        "code/serverless-offline-e2e",
      ],
      fact: "Since 2023 members without a value are absent, not null.",
    },
    {
      id: "2.6/context-types",
      mark: "D/O",
      sources: ["guide/authorizer-output", "dherault/serverless-offline#1360"],
      fact: "Sources disagree whether context values are text in events.",
    },

    // 2.7 Ids
    {
      id: "2.7/form",
      mark: "O",
      sources: ["capture/powertools-events", "capture/aws-lambda-go-message", "capture/idle-close", "capture/workshop"],
      fact: "Ids are 11 bytes in URL-safe Base64: 16 characters, the last `=`, alike at the start when made together.",
    },
  ],
};
