import type { Section } from "./fact.ts";

const TEMPLATE = "mapping/template.test.ts";
const PARAMETERS = "mapping/parameters.test.ts";

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
      tests: ["integrations/integrations.test.ts: maps both ways"],
    },
    {
      id: "5.1/invocation-type",
      mark: "D",
      fact: "`integration.request.header.X-Amz-Invocation-Type` of `'Event'` invokes the function of an `AWS` integration asynchronously.",
      here: "The answer is empty with the status 202; with `DryRun` it is 204, and another value is an `Internal server error`.",
      tests: [
        "integrations/integrations.test.ts: asks with 'DryRun' whether the function could run, and runs nothing",
        "integrations/integrations.test.ts: hands the event over and answers at once with 'Event'",
        "integrations/integrations.test.ts: lets each message say it",
        "integrations/integrations.test.ts: opens a connection before the function has run",
      ],
    },
    {
      id: "5.1/lambda-method",
      mark: "I",
      fact: "A function behind an integration whose `IntegrationMethod` is not POST is never run: `Internal server error`, as AWS's support pages have it for REST APIs, `ANY` included.",
      here: "The same, and a warning before the start. Without an IntegrationMethod it is POST.",
      tests: [
        "integrations/integrations.test.ts: never runs the function of an %s integration by another method than POST",
        "review/notices.test.ts: tell of %s",
      ],
    },
    {
      id: "5.1/no-json",
      mark: "I",
      fact: "Lambda does not run a function on a payload that is no JSON: it answers 400, which the integration's responses map.",
      here: 'The same, with `{"Type":"User","message":…}` as the body.',
      tests: [
        "integrations/integrations.test.ts: does not run the function on %s, and maps Lambda's refusal",
        "integrations/integrations.test.ts: does not open a connection with what is no JSON",
      ],
    },
    {
      id: "5.1/content-type-key",
      mark: "D",
      fact: "Templates may be keyed by content type, `application/json`, without a TemplateSelectionExpression or with `\\$default`.",
      here: "After `$default`, which may stand beside it; a message has no other content type.",
      tests: [
        "mapping/selection.test.ts: finds a template by its content type with the expression %s",
        "mapping/selection.test.ts: prefers $default to a content type, and takes no content type for another key",
        "integrations/integrations.test.ts: finds its templates by their content type, without a TemplateSelectionExpression",
      ],
    },
    {
      id: "5.1/aws-service",
      mark: "D",
      fact: "`AWS` with an action of a service.",
      here: "DynamoDB, SQS, SNS, EventBridge, Secrets Manager and SSM; others are an `Internal server error` that names the service.",
      tests: [
        "integrations/service-call.test.ts: calls a JSON service as the SDKs do, signed for the integration's role",
        "integrations/service-call.test.ts: calls a Query service by %s",
        "integrations/service-call.test.ts: calls %s in JSON where RequestParameters map the X-Amz-Target %s",
        "integrations/service-call.test.ts: is an Internal server error with %s",
      ],
    },
    {
      id: "5.1/query-json",
      mark: "O",
      fact: 'SNS and SQS answer an `AWS` integration in JSON: `{"PublishResponse":{"PublishResult":{"MessageId":…}}}`, absent members null.',
      here: "The nulls of Publish, SendMessage and ReceiveMessage, which were recorded; other actions leave absent members out.",
      tests: [
        "/stacks/websocket/aws-integrations.test.ts: sends a message to an SQS queue",
        "/stacks/websocket/aws-integrations.test.ts: publishes to an SNS topic",
        "/wire/protocols/query.test.ts: has the members of %j in the order of their names, and null for those that are absent",
        "integrations/service-call.test.ts: asks for XML where RequestParameters say so",
      ],
    },
    {
      id: "5.1/http-proxy",
      mark: "D",
      fact: "`HTTP_PROXY`: RequestParameters are mapped, the body is passed as it is.",
      here: "Only backends on this machine are called.",
      tests: [
        "integrations/integrations.test.ts: sends what RequestParameters map, to headers, query and path",
        "integrations/integrations.test.ts: calls no other machine",
      ],
    },
    {
      id: "5.1/http",
      mark: "D",
      fact: "`HTTP`: RequestParameters and RequestTemplates in, IntegrationResponses out.",
      tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
    },
    {
      id: "5.1/mock",
      mark: "D",
      fact: '`MOCK`: its template has to yield `{"statusCode":200}`.',
      tests: [
        "integrations/integrations.test.ts: chooses its response by the status that its template gives",
        "integrations/integrations.test.ts: is an Internal server error when %s",
      ],
    },
    {
      id: "5.1/timeout",
      mark: "D",
      fact: "`TimeoutInMillis` from 50 to 29000, 29000 by default.",
      tests: ["message.test.ts: answers after TimeoutInMillis %s"],
    },
    {
      id: "5.1/passthrough",
      mark: "D",
      fact: "`PassthroughBehavior`: WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER, the last two may answer 415.",
      here: "The error frame `Unsupported Media Type`.",
      tests: [
        "mapping/selection.test.ts: with %s and templates %j decides on a body that none is for: %s",
        "integrations/integrations.test.ts: answers Unsupported Media Type when no template fits and none may be left out",
      ],
    },
    {
      id: "5.1/content-handling",
      mark: "D",
      fact: "`CONVERT_TO_BINARY` makes bytes of Base64 text and leaves bytes alone, `CONVERT_TO_TEXT` makes Base64 text of bytes and leaves text alone.",
      here: "Text is what is valid UTF-8. Bytes become text before a template reads them, text becomes bytes after it.",
      tests: [
        "mapping/selection.test.ts: brings %s with %s to what AWS's table says",
        "mapping/selection.test.ts: brings any bytes to text and back",
        "integrations/integrations.test.ts: turns bytes into Base64 text %s",
        "integrations/integrations.test.ts: turns Base64 text into bytes where ContentHandlingStrategy says so",
      ],
    },
    {
      id: "5.1/connection-type",
      mark: "D",
      fact: "`ConnectionType` INTERNET or VPC_LINK.",
      notApplicable:
        "There is no VPC here; a backend of a VPC link is on no address of this machine and cannot be called.",
    },
    {
      id: "5.1/credentials",
      mark: "D",
      fact: "`CredentialsArn` is the role to call with; without it the resource's policy decides.",
      tests: [
        "handshake/connect.test.ts: is called with the integration's role where it has one",
        "handshake/connect.test.ts: is called in the name of API Gateway for its own ARN",
      ],
    },
    {
      id: "5.1/uri",
      mark: "D",
      fact: "A Lambda `IntegrationUri` is an invocation path or a bare ARN; stage variables may stand in it.",
      tests: [
        "/services/api-gateway/function-arn.test.ts: of %s is %s",
        "event/events.test.ts: choose functions in integration and authorizer URIs",
      ],
    },
    {
      id: "5.1/method",
      mark: "D",
      fact: "`IntegrationMethod` is the HTTP verb.",
      tests: [
        "integrations/integrations.test.ts: decides over $connect by the backend's status, and forwards the handshake",
      ],
    },
    {
      id: "5.1/any-method",
      mark: "I",
      fact: "`ANY`, which HTTP APIs define as the client's own method, is no verb that a backend gets.",
      here: "GET for a handshake, which is one; POST for messages and disconnects, which have none.",
      tests: ["integrations/integrations.test.ts: sends the client's own method where an %s integration's is ANY"],
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
      tests: ["mapping/selection.test.ts: finds none without a fitting key"],
    },
    {
      id: "5.2/regex-keys",
      mark: "D",
      fact: "Other keys are patterns on the status or the function's `errorMessage`.",
      tests: ["integrations/integrations.test.ts: chooses the response by the function's error message"],
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
      tests: ["integrations/integrations.test.ts: opens or refuses a connection by its status"],
    },

    // 5.3 RequestParameters
    {
      id: "5.3/headers",
      mark: "D",
      fact: "`route.request.header.X` and `multivalueheader.X`, on `$connect`.",
      tests: [`${PARAMETERS}: takes %s`],
    },
    {
      id: "5.3/query",
      mark: "D",
      fact: "`route.request.querystring.X` and `multivaluequerystring.X`, on `$connect`.",
      tests: [`${PARAMETERS}: takes %s`],
    },
    {
      id: "5.3/body",
      mark: "D",
      fact: "`route.request.body.JSONPATH`, on messages.",
      tests: [`${PARAMETERS}: takes %s`],
    },
    {
      id: "5.3/other-sources",
      mark: "D",
      fact: "`stageVariables.X`, `context.X` and `'literal'`.",
      tests: [`${PARAMETERS}: takes %s`, `${PARAMETERS}: leaves out what the message does not have, %s`],
    },
    {
      id: "5.3/names",
      mark: "D",
      fact: "Names match `^[a-zA-Z0-9._$-]+$`; headers and queries are declared in the route first.",
      here: "What is not of the form stops the start; the declaration is not asked for.",
      tests: [`${PARAMETERS}: refuses %s from %s`],
    },
    {
      id: "5.3/no-connection-id",
      mark: "D",
      fact: "HTTP backends get no connection id unless it is mapped.",
      tests: ["integrations/integrations.test.ts: sends what RequestParameters map, to headers, query and path"],
    },
    {
      id: "5.3/websocket-headers",
      mark: "O",
      fact: "On `$connect` HTTP backends get the client's `Sec-WebSocket-*` headers.",
      tests: [
        "integrations/integrations.test.ts: decides over $connect by the backend's status, and forwards the handshake",
      ],
    },

    // 5.4 VTL
    {
      id: "5.4/input",
      mark: "D",
      fact: "`$input.body`, `$input.json(x)`, `$input.path(x)`, `$input.params()`.",
      tests: [`${TEMPLATE}: renders %s`, `${TEMPLATE}: reads an empty body as an empty object`],
    },
    {
      id: "5.4/stage-variables",
      mark: "D",
      fact: "`$stageVariables.x`, `$stageVariables['x']`, `${stageVariables['x']}`.",
      tests: [
        `${TEMPLATE}: renders %s`,
        "integrations/integrations.test.ts: renders with the message, the context and the stage's variables",
      ],
    },
    {
      id: "5.4/util",
      mark: "D",
      fact: "`$util.escapeJavaScript`, `parseJson`, `urlEncode`, `urlDecode`, `base64Encode`, `base64Decode`.",
      tests: [`${TEMPLATE}: escapes as Apache Commons does`, `${TEMPLATE}: renders %s`],
    },
    {
      id: "5.4/numbers",
      mark: "I",
      fact: "Numbers keep their digits through templates, parameters, selection expressions and an authorizer's context: 9007199254740993 and 1.0 stay so.",
      here: "Every number is written as it was sent; how AWS writes `1e3` or `1.50` is not known.",
      tests: [
        `${TEMPLATE}: %s keeps digits`,
        "/languages/exact-json.test.ts: keep every number of every text, and read all else as JSON.parse does",
        "/languages/selection-expression/selection-expression.test.ts: selects the number %s with its own digits",
        "message.test.ts: sends the action %s to the route of that key",
        "handshake/lambda-authorizer.test.ts: keeps the digits of numbers in the context",
      ],
    },
    {
      id: "5.4/velocity",
      mark: "I",
      fact: "Templates are Apache Velocity 1.7's, on Java's types, with json-smart's values: division, doubled quotes, white space around directives, `#stop`, `#evaluate`.",
      here: "Compared with Debian's Velocity 1.7 and json-smart 2.2; only numbers of a message keep their digits.",
      tests: [
        "/languages/velocity/velocity.test.ts: renders every template of the table to the same text",
        "/languages/velocity/velocity.test.ts: fails for every template for which it fails",
      ],
    },
    {
      id: "5.4/null",
      mark: "O",
      fact: "Null equals an empty text, and prints as nothing.",
      tests: ["/languages/velocity/velocity.test.ts: renders %s as API Gateway does"],
    },
    {
      id: "5.4/json-path",
      mark: "I",
      fact: "JSONPath has json-path's operators and functions: `in`, `=~`, `.length()`.",
      here: "`concat` and `append` are refused. An unknown method gives null, an entry in the journal and a warning.",
      tests: [
        "/languages/json-path.test.ts: reads the one value at %s",
        "/languages/json-path.test.ts: lists the values at %s",
        "/languages/velocity/velocity.test.ts: tells of %j",
      ],
    },
    { id: "5.4/context", mark: "D", fact: "`$context.` with everything of the event's context." },
    {
      id: "5.4/limits",
      mark: "D",
      fact: "A template has at most 300 KB, a `#foreach` 1000 rounds.",
      tests: [
        `${TEMPLATE}: refuses a template of more than 300 KB`,
        `${TEMPLATE}: stops a loop after 1,000 rounds, and a range with it`,
      ],
    },

    // 5.5 Models
    {
      id: "5.5/draft-4",
      mark: "D",
      fact: "Models are JSON Schema draft 4.",
      tests: [
        "mapping/model-validation.test.ts: checks %j",
        "mapping/model-validation.test.ts: reads the exclusive limits of draft 4",
      ],
    },
    {
      id: "5.5/when",
      mark: "D",
      fact: "Messages are checked when the route has a `ModelSelectionExpression`; sources disagree whether for proxies too.",
      here: "For proxies too.",
      tests: ["mapping/models.test.ts: does not ask without a ModelSelectionExpression"],
    },
    {
      id: "5.5/no-model",
      mark: "D",
      fact: "No model that fits and no `$default`: the check fails.",
      tests: ["mapping/models.test.ts: answers Bad request body to %s, does not call the backend, and stays open"],
    },
    {
      id: "5.5/validation-failure",
      mark: "D",
      fact: "The backend is not called and the client gets `Bad request body`; the log has the detail.",
      tests: ["mapping/models.test.ts: tells the log what is wrong, without the message's text"],
    },
    {
      id: "5.5/disable-validation",
      mark: "D",
      fact: "`DisableSchemaValidation` skips the check of models at deployment only.",
      notApplicable: "Models are compiled at the start in any case: a broken one is the user's mistake.",
    },
    {
      id: "5.5/limits",
      mark: "D",
      fact: "A schema has at most 32 K characters, a model's name is alphanumeric.",
      notApplicable: "Checked when the stack is deployed.",
    },

    // 5.6 API keys
    {
      id: "5.6/key-from-header",
      mark: "D",
      fact: "The key comes from `x-api-key` and is checked against a usage plan of the stage.",
      tests: ["handshake/api-keys.test.ts: answers 403 with %s"],
    },
    {
      id: "5.6/key-from-authorizer",
      mark: "D/O",
      fact: "Or from the authorizer: browsers cannot set the header.",
      tests: ["handshake/api-keys.test.ts: takes the authorizer's usageIdentifierKey where the API says so"],
    },
  ],
};
