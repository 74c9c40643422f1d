import type { Section } from "./fact.ts";

/** The specification's section 6. */
export const management: Section = {
  title: "6. `@connections` management API",
  compared: "2026-11",
  facts: [
    // 6.1 Operations
    {
      id: "6.1/post",
      mark: "D",
      sources: ["reference/apigatewaymanagementapi", "guide/connections"],
      fact: "POST with a raw body of up to 131072 bytes: 200, empty.",
    },
    {
      id: "6.1/get",
      mark: "D",
      sources: ["reference/apigatewaymanagementapi", "guide/connections"],
      fact: "GET: 200 and JSON.",
    },
    {
      id: "6.1/delete",
      mark: "D",
      sources: ["reference/apigatewaymanagementapi", "guide/connections"],
      fact: "DELETE: 204, empty.",
    },
    { id: "6.1/old-delete", mark: "O", sources: ["aws/aws-sdk-js#2545"], fact: "In 2019 DELETE answered counters." },
    {
      id: "6.1/base-url",
      mark: "D",
      sources: ["reference/apigatewaymanagementapi"],
      fact: "`https://{apiId}.execute-api.{region}.amazonaws.com/{stage}`, or the custom domain with its base path and without the stage.",
    },
    {
      id: "6.1/text-frame",
      mark: "D",
      sources: ["guide/connections", "guide/chat-app"],
      fact: "The client gets a text frame.",
    },
    {
      id: "6.1/binary-out",
      mark: "U",
      sources: [],
      fact: "Whether a push can be a binary frame is not known.",
    },

    // 6.2 Encoding and signing
    {
      id: "6.2/signature-required",
      mark: "D",
      sources: ["guide/connections", "reference/apigatewaymanagementapi"],
      fact: "Signature Version 4 for the service `execute-api` is required.",
    },
    {
      id: "6.2/url-encode",
      mark: "D",
      sources: ["guide/connections"],
      fact: "`@` and `=` may be percent-encoded in the path.",
    },
    {
      id: "6.2/canonical-path",
      mark: "O",
      sources: ["okigan/awscurl#61", "aws/aws-sdk-go-v2#889"],
      fact: "The canonical path is the path on the wire encoded once more.",
    },
    { id: "6.2/encoded-or-not", mark: "I", sources: [], fact: "Both forms lead to the same connection." },

    // 6.3 GET
    {
      id: "6.3/body",
      mark: "D",
      sources: ["reference/apigatewaymanagementapi", "reference/cli-get-connection"],
      fact: "`connectedAt`, `identity`, `lastActiveAt` with times in ISO 8601 with milliseconds and Z.",
    },
    {
      id: "6.3/user-agent",
      mark: "D",
      sources: ["reference/cli-get-connection", "guide/chat-app"],
      fact: "`userAgent` is absent or null for a client that sent none.",
    },
    {
      id: "6.3/last-active",
      mark: "U",
      sources: [],
      fact: "`lastActiveAt` moves with traffic; what counts is not known.",
    },

    // 6.4 Errors
    {
      id: "6.4/400",
      mark: "O",
      sources: ["dherault/serverless-offline#749", "localstack/localstack#4694"],
      fact: "400 `BadRequestException` `Invalid connectionId: {id}` for an id of another form.",
    },
    {
      id: "6.4/403-forbidden",
      mark: "O",
      sources: ["aws/aws-sdk-php#1955", "aws/aws-sdk-js-v3#1830", "page/403-of-post-to-connection"],
      fact: "403 `ForbiddenException` where the stage is missing or wrong.",
    },
    {
      id: "6.4/403-access-denied",
      mark: "O",
      sources: ["aws-solutions/innovation-sandbox-on-aws#59", "aws/aws-cdk#18410"],
      fact: "403 `AccessDeniedException` where IAM denies, with a masked account and the literal `{connectionId}`.",
    },
    {
      id: "6.4/403-signature",
      mark: "O",
      sources: ["okigan/awscurl#61", "mhart/aws4#133"],
      fact: "403 with an explanation of the canonical request for a wrong signature.",
    },
    {
      id: "6.4/403-unsigned",
      mark: "I",
      sources: [],
      fact: "403 `MissingAuthenticationTokenException` for an unsigned call.",
    },
    {
      id: "6.4/no-method",
      mark: "O",
      sources: ["aws-samples/simple-websockets-chat-app#40", "cognitect-labs/aws-api#201"],
      fact: "`No method found matching route …` for a stage too many or an empty id; its status is not known.",
    },
    {
      id: "6.4/410",
      mark: "D/O",
      sources: ["reference/apigatewaymanagementapi", "re:Post/410", "localstack/localstack#4694"],
      fact: "410 `GoneException` with an empty body for a closed or unknown id.",
    },
    {
      id: "6.4/410-header",
      mark: "O",
      sources: ["aws/aws-sdk-js#3773", "aws/aws-sdk-java#2200", "aws/aws-sdk-php#2285", "aws/aws-sdk-js#2591"],
      fact: "The type of a 410 is in the header only.",
    },
    {
      id: "6.4/413",
      mark: "D/O",
      sources: ["reference/apigatewaymanagementapi", "gchq/sleeper#5755"],
      fact: "413 `PayloadTooLargeException` above 128 KB; its text is not known.",
    },
    {
      id: "6.4/429",
      mark: "D/O",
      sources: ["reference/apigatewaymanagementapi", "gchq/sleeper#7494"],
      fact: "429 `LimitExceededException` by rate, or when the client does not read.",
    },

    // 6.5 Semantics
    {
      id: "6.5/connecting-id",
      mark: "D/O",
      sources: ["re:Post/410", "code/serverless-offline-e2e", "aws/chalice#1406"],
      fact: "410 for the connecting id inside of its `$connect`.",
    },
    {
      id: "6.5/other-ids",
      mark: "O",
      sources: ["code/serverless-offline-e2e"],
      fact: "Other ids can be called inside of `$connect` and `$disconnect`.",
    },
    {
      id: "6.5/half-open",
      mark: "O",
      sources: ["aws-samples/simple-websockets-chat-app#44"],
      fact: "For a client that is half gone it may answer 200.",
    },
    {
      id: "6.5/delete",
      mark: "O",
      sources: ["boto/boto3#3789"],
      fact: "DELETE closes the client and `$disconnect` is told 1000, `Connection Closed Normally`.",
    },
    {
      id: "6.5/delete-closed",
      mark: "O",
      sources: ["code/serverless-offline-e2e"],
      fact: "DELETE of a closed id: 410.",
    },
    {
      id: "6.5/post-keeps-alive",
      mark: "O",
      sources: ["page/hotsock-keep-alive"],
      fact: "A POST keeps the connection from being idle.",
    },
    {
      id: "6.5/order",
      mark: "O",
      sources: ["page/multigrid-streaming"],
      fact: "The order of parallel POSTs is not guaranteed.",
    },
    {
      id: "6.5/large-payload",
      mark: "D/I",
      sources: ["guide/quotas-china"],
      fact: "32 to 128 KB are accepted and delivered as one message; in frames of 32 KB is inferred.",
    },
    {
      id: "6.5/vpc",
      mark: "O",
      sources: ["aws/aws-sdk-go-v2#1534", "rusoto/rusoto#1659"],
      fact: "From inside a VPC without a way out a call hangs.",
    },

    // 6.6 IAM
    {
      id: "6.6/action",
      mark: "D",
      sources: ["guide/iam"],
      fact: "`execute-api:ManageConnections` on `…/{stage}/{verb}/@connections/…`.",
    },
    {
      id: "6.6/literal-id",
      mark: "O",
      sources: ["aws-solutions/innovation-sandbox-on-aws#59", "aws/aws-cdk#18410"],
      fact: "The resource ends in the literal `{connectionId}`, whatever the id: a policy for a real id allows nothing, one with `{connectionId}` allows all.",
    },
    {
      id: "6.6/wildcards",
      mark: "O",
      sources: ["aws/aws-cdk#16872", "aws/aws-cdk#18410", "localstack/localstack#8942"],
      fact: "A `/*` (or `/{connectionId}`) is needed behind `@connections`, and the verb has to match; `{apiId}/{stage}/*` works.",
    },
  ],
};
