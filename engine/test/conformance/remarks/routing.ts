import type { Remarks } from "./remark.ts";

const EXPRESSIONS = "/languages/selection-expression/selection-expression.test.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const routing: Remarks = {
  "4.1/language": {
    tests: [
      `${EXPRESSIONS}: evaluates %s to %s`,
      `${EXPRESSIONS}: evaluates once: a dollar in a value is only text`,
      "message.test.ts: takes whole expressions: several variables, braces and static text",
    ],
  },
  "4.1/json-path": {
    tests: ["/languages/json-path.test.ts: lists the values at %s", `${EXPRESSIONS}: stringifies the value %s as %s`],
  },
  "4.1/not-found": {
    tests: [
      `${EXPRESSIONS}: finds nothing for %s`,
      `${EXPRESSIONS}: tells an empty string that was found from one that was not`,
    ],
  },
  "4.1/constant": { tests: ["/languages/selection-expression/key-selector.test.ts: selects for %j the entry %s"] },
  "4.1/model-expression": { tests: ["mapping/models.test.ts: takes messages that fit it: selected by %s"] },
  "4.1/template-expression": {
    tests: [
      "mapping/selection.test.ts: selects by %s for %s the template %s",
      "integrations/integrations.test.ts: chooses among its templates by the expression",
    ],
  },
  "4.1/integration-response-expression": { tests: ["mapping/selection.test.ts: selects for %s"] },
  "4.1/response-template-expression": { tests: ["mapping/selection.test.ts: selects by %s for %s the template %s"] },
  "4.1/route-response-expression": {
    here: "The presence of a `$default` route response decides.",
    tests: ["message.test.ts: stays so when only RouteResponseSelectionExpression is set"],
  },
  "4.1/api-key-expression": {
    tests: ["handshake/api-keys.test.ts: takes the authorizer's usageIdentifierKey where the API says so"],
  },
  "4.1/api-mapping-expression": {
    tests: ["handshake/domains.test.ts: leads %s to the API of its mapping, longer keys first"],
  },
  "4.1/route-response-model": {
    here: "Accepted without effect.",
    notApplicable: "There is nothing that AWS does with it.",
  },
  "4.2/custom-keys": { tests: ["message.test.ts: sends %s to %s"] },
  "4.2/odd-selectors": {
    here: "Numbers (with the digits that they were sent with) and booleans become text, null counts as not found.",
    tests: [`${EXPRESSIONS}: stringifies the value %s as %s`],
  },
  "4.2/scalar-root": { here: "`$default`, as a selector that finds nothing." },
  "4.3/timed-out": { tests: ["message.test.ts: answers after TimeoutInMillis %s"] },
  "4.3/throttled": {
    here: "The error frame `Too Many Requests`; the message is dropped.",
    tests: ["throttling.test.ts: drops messages above it with an error frame, and fills with time"],
  },
  "4.4/unknown-keys": { tests: ["integrations/lambda-proxy.test.ts: is malformed: %j"] },
  "4.4/connect-route-response": { here: "Nothing is sent." },
};
