import type { Section } from "./fact.ts";

/** The specification's section 4. */
export const routing: Section = {
  title: "4. Routing and frames sent by the gateway",
  compared: "2026-11",
  facts: [
    // 4.1 Selection expressions
    {
      id: "4.1/language",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "`$` begins a variable, braces are optional, several variables and text may be mixed, `\\$` is a dollar; one pass.",
    },
    {
      id: "4.1/json-path",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "Any JSONPath after `request.body`; the result becomes text, a list as `[item1, item2]`.",
    },
    {
      id: "4.1/not-found",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "A path that finds nothing gives an empty text.",
    },
    {
      id: "4.1/constant",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "A constant selects always the same key; patterns are `/regex/`.",
    },
    {
      id: "4.1/request-body",
      mark: "D",
      sources: ["guide/selection-expressions", "guide/routes"],
      fact: "`RouteSelectionExpression` selects the route by `$request.body.{path}`.",
    },
    {
      id: "4.1/model-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "`ModelSelectionExpression` selects among `RequestModels`, with `$default` as catch-all.",
    },
    {
      id: "4.1/template-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "`TemplateSelectionExpression` selects among `RequestTemplates`.",
    },
    {
      id: "4.1/integration-response-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "An integration response is selected by the function's `errorMessage` or by the status.",
    },
    {
      id: "4.1/response-template-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "A response template is selected by body, status or a header of the backend.",
    },
    {
      id: "4.1/route-response-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "`RouteResponseSelectionExpression` is `$default` only.",
    },
    {
      id: "4.1/api-key-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "The key comes from `x-api-key` or from the authorizer's `usageIdentifierKey`.",
    },
    {
      id: "4.1/api-mapping-expression",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "An API mapping is selected by `$request.basepath`.",
    },
    {
      id: "4.1/route-response-model",
      mark: "D",
      sources: ["guide/selection-expressions"],
      fact: "A route response's `ModelSelectionExpression` is not supported.",
    },

    // 4.2 Algorithm
    {
      id: "4.2/binary",
      mark: "D",
      sources: ["guide/overview", "guide/binary-media-types", "guide/quotas"],
      fact: "A binary frame closes with 1003, a size violation with 1009.",
    },
    {
      id: "4.2/reassembly",
      mark: "D/I",
      sources: ["guide/quotas"],
      fact: "Fragments become one message and one event.",
    },
    {
      id: "4.2/not-json",
      mark: "D",
      sources: ["guide/routes-integrations"],
      fact: "What is not JSON goes to `$default`.",
    },
    {
      id: "4.2/exact-match",
      mark: "D",
      sources: ["guide/routes"],
      fact: "JSON goes to the route whose key is exactly what the expression gives…",
    },
    { id: "4.2/default", mark: "D", sources: ["guide/routes"], fact: "… else to `$default` …" },
    {
      id: "4.2/forbidden",
      mark: "D/O",
      sources: ["guide/routes", "capture/workshop", "aws-samples/simple-websockets-chat-app#24"],
      fact: "… else it is answered by the error frame `Forbidden`.",
    },
    {
      id: "4.2/custom-keys",
      mark: "D",
      sources: ["guide/routes"],
      fact: "Custom route keys do not begin with `$`.",
    },
    {
      id: "4.2/odd-selectors",
      mark: "U",
      sources: [],
      fact: "What a selector of null, a number or a boolean gives is not known.",
    },
    {
      id: "4.2/scalar-root",
      mark: "U",
      sources: [],
      fact: "What JSON with a scalar or an array at its root selects is not known.",
    },
    {
      id: "4.2/empty-frame",
      mark: "D",
      sources: ["guide/route-response"],
      fact: "An empty message goes to `$default`.",
    },

    // 4.3 Error frames
    {
      id: "4.3/template",
      mark: "O",
      sources: ["capture/status-codes", "capture/workshop", "aws-samples/simple-websockets-chat-app#24"],
      fact: '`{"message": "…", "connectionId":"…", "requestId":"…"}` with exactly these blanks.',
    },
    {
      id: "4.3/forbidden",
      mark: "O",
      sources: ["capture/workshop", "aws-samples/simple-websockets-chat-app#24"],
      fact: "`Forbidden` where no route fits, for JSON and for text.",
    },
    {
      id: "4.3/internal-server-error",
      mark: "O",
      sources: [
        "nearst/laconia#41",
        "aws-samples/simple-websockets-chat-app#42",
        "capture/status-codes",
        "middyjs/middy#1219",
      ],
      fact: "`Internal server error` when the function throws, crashes, answers nonsense or cannot be called.",
    },
    {
      id: "4.3/timed-out",
      mark: "O",
      sources: ["Kludex/mangum#128", "aws/chalice#1406", "re:Post/30-seconds"],
      fact: "`Endpoint request timed out` when the integration takes longer than its timeout.",
    },
    {
      id: "4.3/bad-request-body",
      mark: "D",
      sources: ["guide/routes-integrations"],
      fact: "`Bad request body` with `messageId` in place of `requestId`, in a form like the documented one.",
    },
    {
      id: "4.3/throttled",
      mark: "U",
      sources: [],
      fact: "What a throttled message brings is not known.",
    },
    {
      id: "4.3/one-way-too",
      mark: "O",
      sources: ["aws-samples/simple-websockets-chat-app#42"],
      fact: "Error frames are sent on one-way routes too.",
    },
    {
      id: "4.3/socket-stays-usable",
      mark: "O",
      sources: ["capture/status-codes"],
      fact: "After an exception the socket stays usable.",
    },

    // 4.4 Answers
    {
      id: "4.4/one-way",
      mark: "D",
      sources: ["guide/route-response", "guide/routes-integrations"],
      fact: "Without a route response nothing is sent, whatever the body.",
    },
    {
      id: "4.4/one-way-status",
      mark: "O",
      sources: ["capture/status-codes"],
      fact: "The status of a one-way function has no effect.",
    },
    {
      id: "4.4/two-way",
      mark: "D",
      sources: ["guide/route-response", "guide/integration-responses"],
      fact: "With a `$default` route response the proxy's `body` is sent.",
    },
    {
      id: "4.4/status-500",
      mark: "O",
      sources: ["yai333/React-Chat-App-using-AWS-API-Gateway-Websocket-and-Serverless-Framework#2"],
      fact: "With `statusCode` 500 too, as a normal message.",
    },
    {
      id: "4.4/no-body",
      mark: "O",
      sources: ["serverless/serverless#6816"],
      fact: "Without a body an empty message is sent.",
    },
    {
      id: "4.4/unknown-keys",
      mark: "O",
      sources: ["middyjs/middy#1219"],
      fact: "Unknown keys in a proxy response are an `Internal server error`.",
    },
    {
      id: "4.4/connect-route-response",
      mark: "O",
      sources: ["dherault/serverless-offline#1301"],
      fact: "One report has the body of a `$connect` with a route response sent after connecting (weak, unconfirmed).",
    },
    { id: "4.4/response-headers", mark: "I", sources: [], fact: "Headers of an answer to a message are ignored." },
    {
      id: "4.4/ordering",
      mark: "D/I",
      sources: ["guide/routes-integrations"],
      fact: "Answers come in any order; messages of one connection may run side by side.",
    },
  ],
};
