import type { Section } from "./fact.ts";

/** The specification's section 5. */
export const integrations: Section = {
  title: "5. Integrations",
  compared: "2026-11",
  facts: [
    // 5.1 Types
    {
      id: "5.1/aws-proxy",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`AWS_PROXY`: a function gets the event, its body is the answer.",
    },
    {
      id: "5.1/aws",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`AWS` with a function: RequestTemplates make its payload, IntegrationResponses its answer.",
    },
    {
      id: "5.1/invocation-type",
      mark: "I",
      sources: ["guide/lambda-async", "re:Post/invoke-lambda"],
      fact: "`integration.request.header.X-Amz-Invocation-Type` of `'Event'` invokes the function of an `AWS` integration asynchronously.",
    },
    {
      id: "5.1/lambda-method",
      mark: "I",
      sources: [],
      fact: "A function behind an integration whose `IntegrationMethod` is not POST is never run: `Internal server error`, as AWS's support pages have it for REST APIs, `ANY` included.",
    },
    {
      id: "5.1/no-json",
      mark: "I",
      sources: [],
      fact: "Lambda does not run a function on a payload that is no JSON: it answers 400, which the integration's responses map.",
    },
    {
      id: "5.1/content-type-key",
      mark: "D",
      sources: ["guide/integration-requests", "guide/data-transformations"],
      fact: "Templates may be keyed by content type, `application/json`, without a TemplateSelectionExpression or with `\\$default`.",
    },
    {
      id: "5.1/aws-service",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`AWS` with an action of a service.",
    },
    {
      id: "5.1/query-json",
      mark: "O",
      sources: ["capture/sqs-integration"],
      fact: 'SNS and SQS answer an `AWS` integration in JSON: `{"PublishResponse":{"PublishResult":{"MessageId":…}}}`, absent members null.',
    },
    {
      id: "5.1/http-proxy",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`HTTP_PROXY`: RequestParameters are mapped, the body is passed as it is.",
    },
    {
      id: "5.1/http",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`HTTP`: RequestParameters and RequestTemplates in, IntegrationResponses out.",
    },
    {
      id: "5.1/mock",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: '`MOCK`: its template has to yield `{"statusCode":200}`.',
    },
    {
      id: "5.1/timeout",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/quotas"],
      fact: "`TimeoutInMillis` from 50 to 29000, 29000 by default.",
    },
    {
      id: "5.1/passthrough",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/integration-requests"],
      fact: "`PassthroughBehavior`: WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER, the last two may answer 415.",
    },
    {
      id: "5.1/content-handling",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`CONVERT_TO_BINARY` makes bytes of Base64 text and leaves bytes alone, `CONVERT_TO_TEXT` makes Base64 text of bytes and leaves text alone.",
    },
    {
      id: "5.1/connection-type",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`ConnectionType` INTERNET or VPC_LINK.",
    },
    {
      id: "5.1/credentials",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`CredentialsArn` is the role to call with; without it the resource's policy decides.",
    },
    {
      id: "5.1/uri",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/stages"],
      fact: "A Lambda `IntegrationUri` is an invocation path or a bare ARN; stage variables may stand in it.",
    },
    {
      id: "5.1/method",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`IntegrationMethod` is the HTTP verb.",
    },
    {
      id: "5.1/any-method",
      mark: "I",
      sources: [],
      fact: "`ANY`, which HTTP APIs define as the client's own method, is no verb that a backend gets.",
    },
    {
      id: "5.1/one-integration-many-routes",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "One integration may serve many routes through `Target`.",
    },

    // 5.2 Non-proxy responses
    {
      id: "5.2/default-response",
      mark: "D",
      sources: ["guide/integration-responses", "guide/data-transformations"],
      fact: "An IntegrationResponse is required; `$default` catches all.",
    },
    {
      id: "5.2/regex-keys",
      mark: "D",
      sources: ["guide/integration-responses", "guide/selection-expressions"],
      fact: "Other keys are patterns on the status or the function's `errorMessage`.",
    },
    {
      id: "5.2/needs-route-response",
      mark: "D",
      sources: ["guide/integration-responses"],
      fact: "Nothing goes to the client unless the route has a response too.",
    },
    {
      id: "5.2/connect-status",
      mark: "D",
      sources: ["guide/connect-disconnect"],
      fact: "A `$connect` that is no proxy decides by its response's status.",
    },

    // 5.3 RequestParameters
    {
      id: "5.3/headers",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "`route.request.header.X` and `multivalueheader.X`, on `$connect`.",
    },
    {
      id: "5.3/query",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "`route.request.querystring.X` and `multivaluequerystring.X`, on `$connect`.",
    },
    {
      id: "5.3/body",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "`route.request.body.JSONPATH`, on messages.",
    },
    {
      id: "5.3/other-sources",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "`stageVariables.X`, `context.X` and `'literal'`.",
    },
    {
      id: "5.3/names",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "Names match `^[a-zA-Z0-9._$-]+$`; headers and queries are declared in the route first.",
    },
    {
      id: "5.3/no-connection-id",
      mark: "D",
      sources: ["guide/data-mapping"],
      fact: "HTTP backends get no connection id unless it is mapped.",
    },
    {
      id: "5.3/websocket-headers",
      mark: "O",
      sources: ["page/400-of-http-integration"],
      fact: "On `$connect` HTTP backends get the client's `Sec-WebSocket-*` headers.",
    },

    // 5.4 VTL
    {
      id: "5.4/input",
      mark: "D",
      sources: ["guide/template-reference", "guide/connect-disconnect"],
      fact: "`$input.body`, `$input.json(x)`, `$input.path(x)`, `$input.params()`.",
    },
    {
      id: "5.4/stage-variables",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`$stageVariables.x`, `$stageVariables['x']`, `${stageVariables['x']}`.",
    },
    {
      id: "5.4/util",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`$util.escapeJavaScript`, `parseJson`, `urlEncode`, `urlDecode`, `base64Encode`, `base64Decode`.",
    },
    {
      id: "5.4/numbers",
      mark: "I",
      sources: [],
      fact: "Numbers keep their digits through templates, parameters, selection expressions and an authorizer's context: 9007199254740993 and 1.0 stay so.",
    },
    {
      id: "5.4/velocity",
      mark: "I",
      sources: ["standard/velocity"],
      fact: "Templates are Apache Velocity 1.7's, on Java's types, with json-smart's values: division, doubled quotes, white space around directives, `#stop`, `#evaluate`.",
    },
    {
      id: "5.4/null",
      mark: "O/I",
      sources: ["ToQoz/api-gateway-mapping-template#5"],
      fact: "Null equals an empty text, and prints as nothing.",
    },
    {
      id: "5.4/json-path",
      mark: "I",
      sources: [],
      fact: "JSONPath has json-path's operators and functions: `in`, `=~`, `.length()`.",
    },
    {
      id: "5.4/context",
      mark: "D",
      sources: ["guide/template-reference"],
      fact: "`$context.` with everything of the event's context.",
    },
    {
      id: "5.4/limits",
      mark: "D",
      sources: ["guide/quotas", "guide/limits"],
      fact: "A template has at most 300 KB, a `#foreach` 1000 rounds.",
    },

    // 5.5 Models
    {
      id: "5.5/draft-4",
      mark: "D",
      sources: ["guide/request-validation"],
      fact: "Models are JSON Schema draft 4.",
    },
    {
      id: "5.5/when",
      mark: "D",
      sources: ["guide/request-validation", "guide/selection-expressions"],
      fact: "Messages are checked when the route has a `ModelSelectionExpression`; sources disagree whether for proxies too.",
    },
    {
      id: "5.5/no-model",
      mark: "D",
      sources: ["guide/request-validation"],
      fact: "No model that fits and no `$default`: the check fails.",
    },
    {
      id: "5.5/validation-failure",
      mark: "D",
      sources: ["guide/request-validation", "guide/routes-integrations"],
      fact: "The backend is not called and the client gets `Bad request body`; the log has the detail.",
    },
    {
      id: "5.5/disable-validation",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "`DisableSchemaValidation` skips the check of models at deployment only.",
    },
    {
      id: "5.5/limits",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "A schema has at most 32 K characters, a model's name is alphanumeric.",
    },

    // 5.6 API keys
    {
      id: "5.6/key-from-header",
      mark: "D",
      sources: ["guide/routes", "guide/selection-expressions"],
      fact: "The key comes from `x-api-key` and is checked against a usage plan of the stage.",
    },
    {
      id: "5.6/key-from-authorizer",
      mark: "D/O",
      sources: ["guide/selection-expressions", "serverless/serverless#6096"],
      fact: "Or from the authorizer: browsers cannot set the header.",
    },
  ],
};
