import type { Section } from "./fact.ts";

/** The specification's section 5. */
export const integrations: Section = {
  title: "5. Integrations",
  facts: [
    // 5.1 Types
    { id: "5.1/aws-proxy", mark: "D", fact: "`AWS_PROXY`: a function gets the event, its body is the answer." },
    {
      id: "5.1/aws",
      mark: "D",
      fact: "`AWS` with a function: RequestTemplates make its payload, IntegrationResponses its answer.",
    },
    {
      id: "5.1/invocation-type",
      mark: "D",
      fact: "`integration.request.header.X-Amz-Invocation-Type` of `'Event'` invokes the function of an `AWS` integration asynchronously.",
    },
    {
      id: "5.1/lambda-method",
      mark: "I",
      fact: "A function behind an integration whose `IntegrationMethod` is not POST is never run: `Internal server error`, as AWS's support pages have it for REST APIs, `ANY` included.",
    },
    {
      id: "5.1/no-json",
      mark: "I",
      fact: "Lambda does not run a function on a payload that is no JSON: it answers 400, which the integration's responses map.",
    },
    {
      id: "5.1/content-type-key",
      mark: "D",
      fact: "Templates may be keyed by content type, `application/json`, without a TemplateSelectionExpression or with `\\$default`.",
    },
    {
      id: "5.1/aws-service",
      mark: "D",
      fact: "`AWS` with an action of a service.",
    },
    {
      id: "5.1/query-json",
      mark: "O",
      fact: 'SNS and SQS answer an `AWS` integration in JSON: `{"PublishResponse":{"PublishResult":{"MessageId":…}}}`, absent members null.',
    },
    {
      id: "5.1/http-proxy",
      mark: "D",
      fact: "`HTTP_PROXY`: RequestParameters are mapped, the body is passed as it is.",
    },
    {
      id: "5.1/http",
      mark: "D",
      fact: "`HTTP`: RequestParameters and RequestTemplates in, IntegrationResponses out.",
    },
    {
      id: "5.1/mock",
      mark: "D",
      fact: '`MOCK`: its template has to yield `{"statusCode":200}`.',
    },
    {
      id: "5.1/timeout",
      mark: "D",
      fact: "`TimeoutInMillis` from 50 to 29000, 29000 by default.",
    },
    {
      id: "5.1/passthrough",
      mark: "D",
      fact: "`PassthroughBehavior`: WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER, the last two may answer 415.",
    },
    {
      id: "5.1/content-handling",
      mark: "D",
      fact: "`CONVERT_TO_BINARY` makes bytes of Base64 text and leaves bytes alone, `CONVERT_TO_TEXT` makes Base64 text of bytes and leaves text alone.",
    },
    {
      id: "5.1/connection-type",
      mark: "D",
      fact: "`ConnectionType` INTERNET or VPC_LINK.",
    },
    {
      id: "5.1/credentials",
      mark: "D",
      fact: "`CredentialsArn` is the role to call with; without it the resource's policy decides.",
    },
    {
      id: "5.1/uri",
      mark: "D",
      fact: "A Lambda `IntegrationUri` is an invocation path or a bare ARN; stage variables may stand in it.",
    },
    {
      id: "5.1/method",
      mark: "D",
      fact: "`IntegrationMethod` is the HTTP verb.",
    },
    {
      id: "5.1/any-method",
      mark: "I",
      fact: "`ANY`, which HTTP APIs define as the client's own method, is no verb that a backend gets.",
    },
    {
      id: "5.1/one-integration-many-routes",
      mark: "D",
      fact: "One integration may serve many routes through `Target`.",
    },

    // 5.2 Non-proxy responses
    {
      id: "5.2/default-response",
      mark: "D",
      fact: "An IntegrationResponse is required; `$default` catches all.",
    },
    {
      id: "5.2/regex-keys",
      mark: "D",
      fact: "Other keys are patterns on the status or the function's `errorMessage`.",
    },
    {
      id: "5.2/needs-route-response",
      mark: "D",
      fact: "Nothing goes to the client unless the route has a response too.",
    },
    {
      id: "5.2/connect-status",
      mark: "D",
      fact: "A `$connect` that is no proxy decides by its response's status.",
    },

    // 5.3 RequestParameters
    {
      id: "5.3/headers",
      mark: "D",
      fact: "`route.request.header.X` and `multivalueheader.X`, on `$connect`.",
    },
    {
      id: "5.3/query",
      mark: "D",
      fact: "`route.request.querystring.X` and `multivaluequerystring.X`, on `$connect`.",
    },
    {
      id: "5.3/body",
      mark: "D",
      fact: "`route.request.body.JSONPATH`, on messages.",
    },
    {
      id: "5.3/other-sources",
      mark: "D",
      fact: "`stageVariables.X`, `context.X` and `'literal'`.",
    },
    {
      id: "5.3/names",
      mark: "D",
      fact: "Names match `^[a-zA-Z0-9._$-]+$`; headers and queries are declared in the route first.",
    },
    {
      id: "5.3/no-connection-id",
      mark: "D",
      fact: "HTTP backends get no connection id unless it is mapped.",
    },
    {
      id: "5.3/websocket-headers",
      mark: "O",
      fact: "On `$connect` HTTP backends get the client's `Sec-WebSocket-*` headers.",
    },

    // 5.4 VTL
    {
      id: "5.4/input",
      mark: "D",
      fact: "`$input.body`, `$input.json(x)`, `$input.path(x)`, `$input.params()`.",
    },
    {
      id: "5.4/stage-variables",
      mark: "D",
      fact: "`$stageVariables.x`, `$stageVariables['x']`, `${stageVariables['x']}`.",
    },
    {
      id: "5.4/util",
      mark: "D",
      fact: "`$util.escapeJavaScript`, `parseJson`, `urlEncode`, `urlDecode`, `base64Encode`, `base64Decode`.",
    },
    {
      id: "5.4/numbers",
      mark: "I",
      fact: "Numbers keep their digits through templates, parameters, selection expressions and an authorizer's context: 9007199254740993 and 1.0 stay so.",
    },
    {
      id: "5.4/velocity",
      mark: "I",
      fact: "Templates are Apache Velocity 1.7's, on Java's types, with json-smart's values: division, doubled quotes, white space around directives, `#stop`, `#evaluate`.",
    },
    {
      id: "5.4/null",
      mark: "O",
      fact: "Null equals an empty text, and prints as nothing.",
    },
    {
      id: "5.4/json-path",
      mark: "I",
      fact: "JSONPath has json-path's operators and functions: `in`, `=~`, `.length()`.",
    },
    { id: "5.4/context", mark: "D", fact: "`$context.` with everything of the event's context." },
    {
      id: "5.4/limits",
      mark: "D",
      fact: "A template has at most 300 KB, a `#foreach` 1000 rounds.",
    },

    // 5.5 Models
    {
      id: "5.5/draft-4",
      mark: "D",
      fact: "Models are JSON Schema draft 4.",
    },
    {
      id: "5.5/when",
      mark: "D",
      fact: "Messages are checked when the route has a `ModelSelectionExpression`; sources disagree whether for proxies too.",
    },
    {
      id: "5.5/no-model",
      mark: "D",
      fact: "No model that fits and no `$default`: the check fails.",
    },
    {
      id: "5.5/validation-failure",
      mark: "D",
      fact: "The backend is not called and the client gets `Bad request body`; the log has the detail.",
    },
    {
      id: "5.5/disable-validation",
      mark: "D",
      fact: "`DisableSchemaValidation` skips the check of models at deployment only.",
    },
    {
      id: "5.5/limits",
      mark: "D",
      fact: "A schema has at most 32 K characters, a model's name is alphanumeric.",
    },

    // 5.6 API keys
    {
      id: "5.6/key-from-header",
      mark: "D",
      fact: "The key comes from `x-api-key` and is checked against a usage plan of the stage.",
    },
    {
      id: "5.6/key-from-authorizer",
      mark: "D/O",
      fact: "Or from the authorizer: browsers cannot set the header.",
    },
  ],
};
