import type { Section } from "./fact.ts";

/** The specification's section 2. */
export const events: Section = {
  title: "2. Lambda proxy event shapes",
  facts: [
    // 2.1 Keys
    {
      id: "2.1/authorizer-keys",
      mark: "D",
      fact: "The authorizer's event has `type`, `methodArn`, headers, query, `stageVariables` (`{}` when there are none), `requestContext` and nothing else.",
    },
    {
      id: "2.1/connect-keys",
      mark: "O",
      fact: "CONNECT has headers, `requestContext` and `isBase64Encoded: false`; no body.",
    },
    {
      id: "2.1/query-keys",
      mark: "O",
      fact: "CONNECT has the query keys only if the URL has a query.",
    },
    { id: "2.1/message-keys", mark: "O", fact: "MESSAGE has a body and neither headers nor query." },
    { id: "2.1/disconnect-keys", mark: "O", fact: "DISCONNECT has exactly four headers and no query." },
    {
      id: "2.1/stage-variables",
      mark: "O",
      fact: "`stageVariables` is absent from proxy events when the stage has none.",
    },
    {
      id: "2.1/absent-keys",
      mark: "O",
      fact: "No `resource`, `path`, `httpMethod`, `pathParameters`, `accountId`, `resourcePath`, `protocol`, `domainPrefix`, `version`.",
    },

    // 2.2 CONNECT
    {
      id: "2.2/capture",
      mark: "O",
      fact: "CONNECT has the members and formats of the 2024 capture.",
    },
    {
      id: "2.2/casing",
      mark: "D",
      fact: "Header names keep the client's casing.",
    },
    {
      id: "2.2/gateway-headers",
      mark: "O",
      fact: "API Gateway adds `X-Amzn-Trace-Id` and `X-Forwarded-For`, `-Port`, `-Proto`.",
    },
    {
      id: "2.2/multi-level-mapping",
      mark: "D",
      fact: "Behind API mappings of several levels all header names are in lower case.",
    },
    { id: "2.2/sorted", mark: "O", fact: "Header keys are sorted without regard to case." },
    {
      id: "2.2/hidden-headers",
      mark: "O",
      fact: "`Connection`, `Upgrade` and `content-length` are not among them.",
    },

    // 2.3 MESSAGE
    { id: "2.3/capture", mark: "O", fact: "MESSAGE has the members and formats of the 2024 capture." },
    { id: "2.3/body-exact", mark: "O", fact: "`body` is the exact text received." },
    { id: "2.3/selected-route", mark: "O", fact: "`routeKey` is the selected route: `$default` on fallback." },

    // 2.4 DISCONNECT
    { id: "2.4/capture", mark: "O", fact: "DISCONNECT has the members and formats of the 2024 capture." },
    {
      id: "2.4/four-headers",
      mark: "O",
      fact: "`Host`, and empty `x-api-key`, `X-Forwarded-For`, `x-restapi`.",
    },
    {
      id: "2.4/nothing-of-handshake",
      mark: "O",
      fact: "The handshake's headers and query are not repeated.",
    },
    {
      id: "2.4/older-captures",
      mark: "O",
      fact: "Captures until 2021 lack `X-Forwarded-For`.",
    },

    // 2.5 The authorizer's event
    {
      id: "2.5/sample",
      mark: "D/O",
      fact: "The authorizer's event has the members of AWS's sample, `Connection`, `Upgrade` and `content-length` among the headers.",
    },

    // 2.6 requestContext
    { id: "2.6/route-key", mark: "D", fact: "`routeKey`: `$connect`, `$disconnect`, `$default` or a custom key." },
    {
      id: "2.6/event-type",
      mark: "D",
      fact: "`eventType`: CONNECT, MESSAGE or DISCONNECT.",
    },
    {
      id: "2.6/message-direction",
      mark: "O",
      fact: "`messageDirection` is `IN`.",
    },
    { id: "2.6/request-id", mark: "D/O", fact: "`requestId` and `extendedRequestId` are the same text." },
    {
      id: "2.6/message-id",
      mark: "D/O",
      fact: "`messageId` in MESSAGE only; its tail is the connection's.",
    },
    {
      id: "2.6/connection-id",
      mark: "O",
      fact: "`connectionId` has 16 characters and is one for the connection's life.",
    },
    {
      id: "2.6/connected-at",
      mark: "D/O",
      fact: "`connectedAt` in milliseconds, constant, not after CONNECT's `requestTimeEpoch`.",
    },
    {
      id: "2.6/request-time",
      mark: "D",
      fact: "`requestTime` in the Common Log Format, UTC, with a day of two digits.",
    },
    { id: "2.6/request-time-epoch", mark: "D", fact: "`requestTimeEpoch` in milliseconds." },
    {
      id: "2.6/stage",
      mark: "O",
      fact: "`stage` is the real one, behind a custom domain too.",
    },
    {
      id: "2.6/domain-name",
      mark: "D/O",
      fact: "`domainName` is the host that was called.",
    },
    {
      id: "2.6/api-id",
      mark: "D",
      fact: "`apiId`.",
    },
    {
      id: "2.6/source-ip",
      mark: "O",
      fact: "`identity.sourceIp` in every event.",
    },
    {
      id: "2.6/user-agent",
      mark: "O",
      fact: "`identity.userAgent` is omitted for a client that sent none, and kept in all events of one that did.",
    },
    {
      id: "2.6/identity-of-callers",
      mark: "D",
      fact: "`accountId`, `caller`, `user`, `userArn`, `apiKey`, `apiKeyId`… when IAM or a key was used.",
    },
    {
      id: "2.6/authorizer",
      mark: "O/I",
      fact: "`authorizer` has `principalId` and the context on CONNECT, MESSAGE and DISCONNECT.",
    },
    {
      id: "2.6/integration-latency",
      mark: "I",
      fact: "Whether `authorizer.integrationLatency` is there is not sure.",
    },
    {
      id: "2.6/disconnect-fields",
      mark: "O",
      fact: "`disconnectStatusCode` and `disconnectReason` on DISCONNECT only.",
    },
    {
      id: "2.6/compact",
      mark: "O",
      fact: "Since 2023 members without a value are absent, not null.",
    },
    {
      id: "2.6/context-types",
      mark: "D/O",
      fact: "Sources disagree whether context values are text in events.",
    },

    // 2.7 Ids
    {
      id: "2.7/form",
      mark: "O",
      fact: "Ids are 11 bytes in URL-safe Base64: 16 characters, the last `=`, alike at the start when made together.",
    },
  ],
};
