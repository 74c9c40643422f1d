import type { Section } from "./fact.ts";

/** The specification's section 3. */
export const authorizer: Section = {
  title: "3. Lambda authorizer",
  compared: "2026-11",
  facts: [
    {
      id: "3/types",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/use-lambda-authorizer"],
      fact: "`REQUEST` authorizers only.",
    },
    {
      id: "3/route",
      mark: "D",
      sources: ["guide/lambda-authorizer", "guide/routes"],
      fact: "On `$connect` only.",
    },
    {
      id: "3/uri",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`AuthorizerUri` is the invocation path of a function.",
    },
    {
      id: "3/credentials",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`AuthorizerCredentialsArn` is the role to call with; without it the function's own policy must allow it.",
    },
    {
      id: "3/identity-source",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "Sources are `route.request.header.X`, `route.request.querystring.X`, `stageVariables.X`, `context.X`, without a `$`.",
    },
    {
      id: "3/runtime-check",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "All sources must be present and not empty; else 401 without invoking.",
    },
    {
      id: "3/empty-list",
      mark: "O",
      sources: ["serverless/examples#557"],
      fact: "The list may be empty: the function is always invoked.",
    },
    { id: "3/no-cache", mark: "D", sources: ["reference/apigatewayv2", "code/paws"], fact: "Nothing is cached." },
    {
      id: "3/http-api-settings",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`AuthorizerPayloadFormatVersion`, `EnableSimpleResponses`, `JwtConfiguration` and `AuthorizerResultTtlInSeconds` belong to HTTP APIs.",
    },
    {
      id: "3/result-size",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "A result has at most 8 KB; what comes of a larger one is not known.",
    },
    {
      id: "3/per-api",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "10 authorizers per API.",
    },
    {
      id: "3/timeout",
      mark: "U",
      sources: [],
      fact: "How long an authorizer may take is not known.",
    },
    {
      id: "3/changes",
      mark: "D",
      sources: ["guide/lambda-authorizer", "guide/deployment"],
      fact: "Changing it does not affect open connections, and needs a deployment.",
    },

    // 3.1 Response
    {
      id: "3.1/required-members",
      mark: "D",
      sources: ["guide/authorizer-output"],
      fact: "`principalId` and `policyDocument` are required.",
    },
    {
      id: "3.1/context",
      mark: "D",
      sources: ["guide/authorizer-output"],
      fact: "`context` goes to the integration.",
    },
    {
      id: "3.1/context-values",
      mark: "D/I",
      sources: ["guide/authorizer-output"],
      fact: "Context values are texts, numbers or booleans; else 500.",
    },
    {
      id: "3.1/missing-principal",
      mark: "U",
      sources: [],
      fact: "Without a `principalId`: not known.",
    },
    {
      id: "3.1/evaluated-resource",
      mark: "D",
      sources: ["guide/lambda-authorizer"],
      fact: "`execute-api:Invoke` on `arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/$connect` is evaluated.",
    },
    {
      id: "3.1/ordinary-matching",
      mark: "O",
      sources: ["aws-powertools/powertools-lambda-python#5800"],
      fact: "`*` spans slashes, yet `…/prod/*/*` does not fit `…/prod/$connect`.",
    },
    {
      id: "3.1/whole-language",
      mark: "D",
      sources: ["guide/authorizer-output", "reference/iam-policy-elements"],
      fact: "Policies are IAM's: NotAction, NotResource, conditions, lists.",
    },
    {
      id: "3.1/deny-wins",
      mark: "D/I",
      sources: ["guide/connect-disconnect", "reference/iam-policy-elements"],
      fact: "An explicit Deny wins and nothing matching is a Deny: 403.",
    },
    {
      id: "3.1/resource-length",
      mark: "D",
      sources: ["guide/authorizer-output", "guide/limits"],
      fact: "A policy's `Resource` has at most 512 characters.",
    },
    {
      id: "3.1/not-for-messages",
      mark: "D/O",
      sources: ["guide/connect-disconnect", "guide/iam", "awsdocs/amazon-api-gateway-developer-guide#121"],
      fact: "The policy is not asked again for messages.",
    },
    {
      id: "3.1/usage-identifier-key",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "`usageIdentifierKey` is the API key where `ApiKeySelectionExpression` says so.",
    },
  ],
};
