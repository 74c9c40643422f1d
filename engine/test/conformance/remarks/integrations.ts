import type { Remarks } from "./remark.ts";

const TEMPLATE = "mapping/template.test.ts";
const PARAMETERS = "mapping/parameters.test.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const integrations: Remarks = {
  "5.1/aws": { tests: ["integrations/integrations.test.ts: maps both ways"] },
  "5.1/invocation-type": {
    here: "The answer is empty with the status 202; with `DryRun` it is 204, and another value is an `Internal server error`.",
    tests: [
      "integrations/integrations.test.ts: asks with 'DryRun' whether the function could run, and runs nothing",
      "integrations/integrations.test.ts: hands the event over and answers at once with 'Event'",
      "integrations/integrations.test.ts: lets each message say it",
      "integrations/integrations.test.ts: opens a connection before the function has run",
    ],
  },
  "5.1/lambda-method": {
    here: "The same, and a warning before the start. Without an IntegrationMethod it is POST.",
    tests: [
      "integrations/integrations.test.ts: never runs the function of an %s integration by another method than POST",
      "review/notices.test.ts: tell of %s",
    ],
  },
  "5.1/no-json": {
    here: 'The same, with `{"Type":"User","message":…}` as the body.',
    tests: [
      "integrations/integrations.test.ts: does not run the function on %s, and maps Lambda's refusal",
      "integrations/integrations.test.ts: does not open a connection with what is no JSON",
    ],
  },
  "5.1/content-type-key": {
    here: "After `$default`, which may stand beside it; a message has no other content type.",
    tests: [
      "mapping/selection.test.ts: finds a template by its content type with the expression %s",
      "mapping/selection.test.ts: prefers $default to a content type, and takes no content type for another key",
      "integrations/integrations.test.ts: finds its templates by their content type, without a TemplateSelectionExpression",
    ],
  },
  "5.1/aws-service": {
    here: "DynamoDB, SQS, SNS, EventBridge, Secrets Manager and SSM; others are an `Internal server error` that names the service.",
    tests: [
      "integrations/service-call.test.ts: calls a JSON service as the SDKs do, signed for the integration's role",
      "integrations/service-call.test.ts: calls a Query service by %s",
      "integrations/service-call.test.ts: calls %s in JSON where RequestParameters map the X-Amz-Target %s",
      "integrations/service-call.test.ts: is an Internal server error with %s",
    ],
  },
  "5.1/query-json": {
    here: "The nulls of Publish, SendMessage and ReceiveMessage, which were recorded; other actions leave absent members out.",
    tests: [
      "/stacks/websocket/aws-integrations.test.ts: sends a message to an SQS queue",
      "/stacks/websocket/aws-integrations.test.ts: publishes to an SNS topic",
      "/wire/protocols/query.test.ts: has the members of %j in the order of their names, and null for those that are absent",
      "integrations/service-call.test.ts: asks for XML where RequestParameters say so",
    ],
  },
  "5.1/http-proxy": {
    here: "Only backends on this machine are called.",
    tests: [
      "integrations/integrations.test.ts: sends what RequestParameters map, to headers, query and path",
      "integrations/integrations.test.ts: calls no other machine",
    ],
  },
  "5.1/http": {
    tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
  },
  "5.1/mock": {
    tests: [
      "integrations/integrations.test.ts: chooses its response by the status that its template gives",
      "integrations/integrations.test.ts: is an Internal server error when %s",
    ],
  },
  "5.1/timeout": { tests: ["message.test.ts: answers after TimeoutInMillis %s"] },
  "5.1/passthrough": {
    here: "The error frame `Unsupported Media Type`.",
    tests: [
      "mapping/selection.test.ts: with %s and templates %j decides on a body that none is for: %s",
      "integrations/integrations.test.ts: answers Unsupported Media Type when no template fits and none may be left out",
    ],
  },
  "5.1/content-handling": {
    here: "Text is what is valid UTF-8. Bytes become text before a template reads them, text becomes bytes after it.",
    tests: [
      "mapping/selection.test.ts: brings %s with %s to what AWS's table says",
      "mapping/selection.test.ts: brings any bytes to text and back",
      "integrations/integrations.test.ts: turns bytes into Base64 text %s",
      "integrations/integrations.test.ts: turns Base64 text into bytes where ContentHandlingStrategy says so",
    ],
  },
  "5.1/connection-type": {
    notApplicable:
      "There is no VPC here; a backend of a VPC link is on no address of this machine and cannot be called.",
  },
  "5.1/credentials": {
    tests: [
      "handshake/connect.test.ts: is called with the integration's role where it has one",
      "handshake/connect.test.ts: is called in the name of API Gateway for its own ARN",
    ],
  },
  "5.1/uri": {
    tests: [
      "/services/api-gateway/function-arn.test.ts: of %s is %s",
      "event/events.test.ts: choose functions in integration and authorizer URIs",
    ],
  },
  "5.1/method": {
    tests: [
      "integrations/integrations.test.ts: decides over $connect by the backend's status, and forwards the handshake",
    ],
  },
  "5.1/any-method": {
    here: "GET for a handshake, which is one; POST for messages and disconnects, which have none.",
    tests: ["integrations/integrations.test.ts: sends the client's own method where an %s integration's is ANY"],
  },
  "5.2/default-response": { tests: ["mapping/selection.test.ts: finds none without a fitting key"] },
  "5.2/regex-keys": {
    tests: ["integrations/integrations.test.ts: chooses the response by the function's error message"],
  },
  "5.2/connect-status": { tests: ["integrations/integrations.test.ts: opens or refuses a connection by its status"] },
  "5.3/headers": { tests: [`${PARAMETERS}: takes %s`] },
  "5.3/query": { tests: [`${PARAMETERS}: takes %s`] },
  "5.3/body": { tests: [`${PARAMETERS}: takes %s`] },
  "5.3/other-sources": {
    tests: [`${PARAMETERS}: takes %s`, `${PARAMETERS}: leaves out what the message does not have, %s`],
  },
  "5.3/names": {
    here: "What is not of the form stops the start; the declaration is not asked for.",
    tests: [`${PARAMETERS}: refuses %s from %s`],
  },
  "5.3/no-connection-id": {
    tests: ["integrations/integrations.test.ts: sends what RequestParameters map, to headers, query and path"],
  },
  "5.3/websocket-headers": {
    tests: [
      "integrations/integrations.test.ts: decides over $connect by the backend's status, and forwards the handshake",
    ],
  },
  "5.4/input": { tests: [`${TEMPLATE}: renders %s`, `${TEMPLATE}: reads an empty body as an empty object`] },
  "5.4/stage-variables": {
    tests: [
      `${TEMPLATE}: renders %s`,
      "integrations/integrations.test.ts: renders with the message, the context and the stage's variables",
    ],
  },
  "5.4/util": { tests: [`${TEMPLATE}: escapes as Apache Commons does`, `${TEMPLATE}: renders %s`] },
  "5.4/numbers": {
    here: "Every number is written as it was sent; how AWS writes `1e3` or `1.50` is not known.",
    tests: [
      `${TEMPLATE}: %s keeps digits`,
      "/languages/exact-json.test.ts: keep every number of every text, and read all else as JSON.parse does",
      "/languages/selection-expression/selection-expression.test.ts: selects the number %s with its own digits",
      "message.test.ts: sends the action %s to the route of that key",
      "handshake/lambda-authorizer.test.ts: keeps the digits of numbers in the context",
    ],
  },
  "5.4/velocity": {
    here: "Compared with Debian's Velocity 1.7 and json-smart 2.2; only numbers of a message keep their digits.",
    tests: [
      "/languages/velocity/velocity.test.ts: renders every template of the table to the same text",
      "/languages/velocity/velocity.test.ts: fails for every template for which it fails",
    ],
  },
  "5.4/null": { tests: ["/languages/velocity/velocity.test.ts: renders %s as API Gateway does"] },
  "5.4/json-path": {
    here: "`concat` and `append` are refused. An unknown method gives null, an entry in the journal and a warning.",
    tests: [
      "/languages/json-path.test.ts: reads the one value at %s",
      "/languages/json-path.test.ts: lists the values at %s",
      "/languages/velocity/velocity.test.ts: tells of %j",
    ],
  },
  "5.4/limits": {
    tests: [
      `${TEMPLATE}: refuses a template of more than 300 KB`,
      `${TEMPLATE}: stops a loop after 1,000 rounds, and a range with it`,
    ],
  },
  "5.5/draft-4": {
    tests: [
      "mapping/model-validation.test.ts: checks %j",
      "mapping/model-validation.test.ts: reads the exclusive limits of draft 4",
    ],
  },
  "5.5/when": {
    here: "For proxies too.",
    tests: ["mapping/models.test.ts: does not ask without a ModelSelectionExpression"],
  },
  "5.5/no-model": {
    tests: ["mapping/models.test.ts: answers Bad request body to %s, does not call the backend, and stays open"],
  },
  "5.5/validation-failure": {
    tests: ["mapping/models.test.ts: tells the log what is wrong, without the message's text"],
  },
  "5.5/disable-validation": {
    notApplicable: "Models are compiled at the start in any case: a broken one is the user's mistake.",
  },
  "5.5/limits": { notApplicable: "Checked when the stack is deployed." },
  "5.6/key-from-header": { tests: ["handshake/api-keys.test.ts: answers 403 with %s"] },
  "5.6/key-from-authorizer": {
    tests: ["handshake/api-keys.test.ts: takes the authorizer's usageIdentifierKey where the API says so"],
  },
};
