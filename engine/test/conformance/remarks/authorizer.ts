import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const authorizer: Remarks = {
  "3/types": {
    here: "Everything else refuses everybody with 500 and is reported at the start: it never means open.",
    tests: ["handshake/authorizer.test.ts: refuses everybody with 500: %s", "review/notices.test.ts: tell of %s"],
  },
  "3/route": { here: "Elsewhere it has no effect and is reported.", tests: ["review/notices.test.ts: tell of %s"] },
  "3/uri": {
    tests: [
      "/services/api-gateway/function-arn.test.ts: of %s is %s",
      "event/events.test.ts: choose functions in integration and authorizer URIs",
    ],
  },
  "3/credentials": { tests: ["handshake/authorizer.test.ts: is called in the name of API Gateway for its own ARN"] },
  "3/identity-source": {
    tests: [
      "configuration/identity-source.test.ts: does not exist as %j",
      "handshake/authorizer.test.ts: find stage variables and the context",
    ],
  },
  "3/http-api-settings": { here: "They have no effect: an answer in the simple form is no policy, so 500." },
  "3/result-size": { here: "500.", tests: ["handshake/lambda-authorizer.test.ts: counts bytes, not characters"] },
  "3/per-api": {
    notApplicable: "A quota of the account that can be raised; it is checked when the stack is deployed.",
  },
  "3/timeout": {
    here: "29 seconds, then 500.",
    tests: ["handshake/authorizer.test.ts: answers 500 when it does not answer in 29 seconds"],
  },
  "3/changes": { notApplicable: "A change of the template is a new start of the engine." },
  "3.1/required-members": { tests: ["handshake/lambda-authorizer.test.ts: is refused with %s"] },
  "3.1/context": { tests: ["handshake/lambda-authorizer.test.ts: gives the principal and the context as strings"] },
  "3.1/missing-principal": { here: "500, as REST APIs answer." },
  "3.1/whole-language": {
    tests: [
      "handshake/authorizer.test.ts: %j: %s",
      "/iam/policy/evaluate.test.ts: never allows where a statement that applies denies, nor where none applies that allows",
    ],
  },
  "3.1/resource-length": { here: "A longer one is a malformed policy: 500." },
  "3.1/usage-identifier-key": {
    tests: ["handshake/api-keys.test.ts: takes the authorizer's usageIdentifierKey where the API says so"],
  },
};
