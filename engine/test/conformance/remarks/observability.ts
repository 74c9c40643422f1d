import type { Remarks } from "./remark.ts";

const FORMAT = "telemetry/access-log.test.ts: makes of %s: %s";
const METRICS = "telemetry/telemetry.test.ts: count connects, messages both ways and errors by whom";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const observability: Remarks = {
  "8/context-variables": {
    tests: [FORMAT, "telemetry/telemetry.test.ts: has a line for every request, with its outcome"],
  },
  "8/authorizer-variables": {
    here: "`authenticate` is the signature's check (AWS_IAM), `authorize` the policy's; a check that was not come to is `-`.",
    tests: [
      "telemetry/telemetry.test.ts: knows the authorizer's outcome and the error's type",
      "telemetry/telemetry.test.ts: knows what each check of a handshake came to, and how long the authorizer took",
      "telemetry/telemetry.test.ts: tells a signature that is refused from a caller that is not allowed",
    ],
  },
  "8/error-variables": {
    tests: [
      "telemetry/telemetry.test.ts: knows the authorizer's outcome and the error's type",
      "mapping/models.test.ts: tells the log what is wrong, without the message's text",
    ],
  },
  "8/integration-variables": {
    tests: [
      "telemetry/telemetry.test.ts: has a line for every request, with its outcome",
      "telemetry/telemetry.test.ts: has the id and the latency of what the integration called",
    ],
  },
  "8/waf-variables": { here: "`-`: there is no firewall here.", tests: [FORMAT] },
  "8/format-needs-request-id": { notApplicable: "Checked when the stack is deployed." },
  "8/execution-log": { notApplicable: "The journal stands in for the execution log and is of another form." },
  "8/missing-logs": { notApplicable: "Nothing to be the same: the journal lacks nothing on purpose." },
  "8/connect-count": { tests: [METRICS] },
  "8/message-count": { tests: [METRICS] },
  "8/integration-error": { tests: [METRICS] },
  "8/client-error": { tests: ["telemetry/telemetry.test.ts: count refused clients as client errors"] },
  "8/execution-error": { tests: [METRICS] },
  "8/integration-latency": { tests: ["telemetry/telemetry.test.ts: measure latency, but not that of MOCK"] },
  "8/dimensions": { here: "Each sample has all three, whatever `DetailedMetricsEnabled` says.", tests: [METRICS] },
  "8/stage-properties": {
    here: "Logging levels and client certificates are accepted without effect.",
    tests: [
      "event/events.test.ts: are in every event of a stage that has some",
      "throttling.test.ts: stands in place of the stage's",
      "telemetry/telemetry.test.ts: is silent for a stage without a format",
    ],
  },
  "8/stage-variable-limits": { notApplicable: "Checked when the stack is deployed." },
  "8/deployment-needed": {
    here: "Every stage serves every route; a notice names those that AWS may leave out.",
    tests: ["review/notices.test.ts: tell of %s"],
  },
  "8/disable-default-endpoint": {
    tests: ["handshake/domains.test.ts: is refused by its name when it is disabled, and still found on this machine"],
  },
  "8/ip-address-type": { notApplicable: "The engine listens where `--host` says." },
  "8/cfn-api": {
    here: "The expressions and the endpoint setting have their effect.",
    tests: ["configuration/compile.test.ts: is a user's mistake with its place: %s"],
  },
  "8/cfn-route": {
    here: "RequestParameters and OperationName have no effect.",
    tests: ["review/notices.test.ts: tell of %s"],
  },
  "8/cfn-route-response": { here: "It makes its route two-way.", tests: ["message.test.ts: sends %s"] },
  "8/cfn-integration": {
    tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
  },
  "8/cfn-integration-response": {
    tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
  },
  "8/cfn-authorizer": { tests: ["handshake/authorizer.test.ts: refuses everybody with 500: %s"] },
  "8/cfn-model": { tests: ["mapping/models.test.ts: takes messages that fit it: selected by %s"] },
  "8/cfn-stage-deployment": { tests: ["review/notices.test.ts: tell of %s"] },
  "8/cfn-domain": {
    here: "A domain is known by the Host header; certificates have no effect.",
    tests: ["handshake/domains.test.ts: leads %s to the API of its mapping, longer keys first"],
  },
};
