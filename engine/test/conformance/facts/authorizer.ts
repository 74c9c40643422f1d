import type { Section } from "./fact.ts";

/** The specification's section 3. */
export const authorizer: Section = {
  title: "3. Lambda authorizer",
  facts: [
    {
      id: "3/types",
      mark: "D",
      fact: "`REQUEST` authorizers only.",
      here: "Everything else refuses everybody with 500 and is reported at the start: it never means open.",
      tests: ["handshake/authorizer.test.ts: refuses everybody with 500: %s", "review/notices.test.ts: tell of %s"],
    },
    {
      id: "3/route",
      mark: "D",
      fact: "On `$connect` only.",
      here: "Elsewhere it has no effect and is reported.",
      tests: ["review/notices.test.ts: tell of %s"],
    },
    {
      id: "3/uri",
      mark: "D",
      fact: "`AuthorizerUri` is the invocation path of a function.",
      tests: [
        "/services/api-gateway/function-arn.test.ts: of %s is %s",
        "event/events.test.ts: choose functions in integration and authorizer URIs",
      ],
    },
    {
      id: "3/credentials",
      mark: "D",
      fact: "`AuthorizerCredentialsArn` is the role to call with; without it the function's own policy must allow it.",
      tests: ["handshake/authorizer.test.ts: is called in the name of API Gateway for its own ARN"],
    },
    {
      id: "3/identity-source",
      mark: "D",
      fact: "Sources are `route.request.header.X`, `route.request.querystring.X`, `stageVariables.X`, `context.X`, without a `$`.",
      tests: [
        "configuration/identity-source.test.ts: does not exist as %j",
        "handshake/authorizer.test.ts: find stage variables and the context",
      ],
    },
    { id: "3/runtime-check", mark: "D", fact: "All sources must be present and not empty; else 401 without invoking." },
    { id: "3/empty-list", mark: "O", fact: "The list may be empty: the function is always invoked." },
    { id: "3/no-cache", mark: "D", fact: "Nothing is cached." },
    {
      id: "3/http-api-settings",
      mark: "D",
      fact: "`AuthorizerPayloadFormatVersion`, `EnableSimpleResponses`, `JwtConfiguration` and `AuthorizerResultTtlInSeconds` belong to HTTP APIs.",
      here: "They have no effect: an answer in the simple form is no policy, so 500.",
    },
    {
      id: "3/result-size",
      mark: "D",
      fact: "A result has at most 8 KB; what comes of a larger one is not known.",
      here: "500.",
      tests: ["handshake/lambda-authorizer.test.ts: counts bytes, not characters"],
    },
    {
      id: "3/per-api",
      mark: "D",
      fact: "10 authorizers per API.",
      notApplicable: "A quota of the account that can be raised; it is checked when the stack is deployed.",
    },
    {
      id: "3/timeout",
      mark: "U",
      fact: "How long an authorizer may take is not known.",
      here: "29 seconds, then 500.",
      tests: ["handshake/authorizer.test.ts: answers 500 when it does not answer in 29 seconds"],
    },
    {
      id: "3/changes",
      mark: "D",
      fact: "Changing it does not affect open connections, and needs a deployment.",
      notApplicable: "A change of the template is a new start of the engine.",
    },

    // 3.1 Response
    {
      id: "3.1/required-members",
      mark: "D",
      fact: "`principalId` and `policyDocument` are required.",
      tests: ["handshake/lambda-authorizer.test.ts: is refused with %s"],
    },
    {
      id: "3.1/context",
      mark: "D",
      fact: "`context` goes to the integration.",
      tests: ["handshake/lambda-authorizer.test.ts: gives the principal and the context as strings"],
    },
    { id: "3.1/context-values", mark: "D/I", fact: "Context values are texts, numbers or booleans; else 500." },
    {
      id: "3.1/missing-principal",
      mark: "U",
      fact: "Without a `principalId`: not known.",
      here: "500, as REST APIs answer.",
    },
    {
      id: "3.1/evaluated-resource",
      mark: "D",
      fact: "`execute-api:Invoke` on `arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/$connect` is evaluated.",
    },
    {
      id: "3.1/ordinary-matching",
      mark: "O",
      fact: "`*` spans slashes, yet `…/prod/*/*` does not fit `…/prod/$connect`.",
    },
    {
      id: "3.1/whole-language",
      mark: "D",
      fact: "Policies are IAM's: NotAction, NotResource, conditions, lists.",
      tests: [
        "handshake/authorizer.test.ts: %j: %s",
        "/iam/policy/evaluate.test.ts: never allows where a statement that applies denies, nor where none applies that allows",
      ],
    },
    { id: "3.1/deny-wins", mark: "D/I", fact: "An explicit Deny wins and nothing matching is a Deny: 403." },
    {
      id: "3.1/resource-length",
      mark: "D",
      fact: "A policy's `Resource` has at most 512 characters.",
      here: "A longer one is a malformed policy: 500.",
    },
    { id: "3.1/not-for-messages", mark: "D/O", fact: "The policy is not asked again for messages." },
    {
      id: "3.1/usage-identifier-key",
      mark: "D",
      fact: "`usageIdentifierKey` is the API key where `ApiKeySelectionExpression` says so.",
      tests: ["handshake/api-keys.test.ts: takes the authorizer's usageIdentifierKey where the API says so"],
    },
  ],
};
