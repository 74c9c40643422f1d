import { UserError } from "../../../engine/src/kernel/errors.ts";
import { compileSelectionExpression, createBody } from "../../../engine/src/languages/selection-expression/index.ts";
import { parsePolicy } from "../../../engine/src/services/api-gateway/authorizers/policy.ts";
import { parseProxyResponse } from "../../../engine/src/services/api-gateway/websocket/integrations/lambda-proxy.ts";
import { compileModelValidation } from "../../../engine/src/services/api-gateway/websocket/mapping/model-validation.ts";
import { expectTrue, refusals, refusingLater, type Target } from "../../target.ts";
import { halves, jsonText, pair, parsedOr } from "../text.ts";

const MEMBERS = [
  "statusCode",
  "body",
  "headers",
  "multiValueHeaders",
  "isBase64Encoded",
  "principalId",
  "policyDocument",
  "__proto__",
];

/** Answers of functions to API Gateway: a proxy response, or an authorizer's policy. */
export const functionAnswers = (): Target => ({
  words: MEMBERS.map((name) => `"${name}":`),
  structured: jsonText(MEMBERS, [200, "200", 301, 600, "text", true, null, { "sec-websocket-protocol": "a" }]),
  largestBytes: 16_000,
  run(input) {
    const text = input.toString();
    const result = parseProxyResponse(text);
    expectTrue("status" in result || "cause" in result, "a proxy response is neither an answer nor a fault");
    const value = parsedOr(text);
    if (typeof value === "object" && value !== null) parsePolicy(value as Readonly<Record<string, unknown>>);
  },
});

const KEYWORDS = [
  "type",
  "properties",
  "items",
  "required",
  "enum",
  "minLength",
  "pattern",
  "additionalProperties",
  "$ref",
  "oneOf",
  "not",
  "definitions",
  "minimum",
  "format",
  "id",
  "$schema",
];

const modelSelection = compileSelectionExpression("$default");

/** A model, and the message that it is asked about. */
export const models = (): Target => ({
  words: KEYWORDS.map((name) => `"${name}":`),
  structured: pair(
    jsonText(KEYWORDS, ["object", "string", "integer", "#", "#/definitions/a", "a", 1, true]),
    jsonText(["a", "b"]),
  ),
  async run(input) {
    const [schema, message] = halves(input);
    const schemas = new Map([["$default", schema]]);
    const validate = await refusingLater(refusals(UserError), () =>
      compileModelValidation({ modelSelection, schemas }),
    );
    const reason = validate?.({ request: { body: createBody(message) } });
    expectTrue(reason === undefined || reason.startsWith("["), "a message has no verdict");
  },
});
