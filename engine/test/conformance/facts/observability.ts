import type { Section } from "./fact.ts";

const FORMAT = "telemetry/access-log.test.ts: makes of %s: %s";
const METRICS = "telemetry/telemetry.test.ts: count connects, messages both ways and errors by whom";

/** The specification's section 8. */
export const observability: Section = {
  title: "8. Logging, metrics, stage settings",
  facts: [
    {
      id: "8/context-variables",
      mark: "D",
      fact: "An access log has the variables of mapping templates…",
      tests: [FORMAT, "telemetry/telemetry.test.ts: has a line for every request, with its outcome"],
    },
    {
      id: "8/authorizer-variables",
      mark: "D",
      fact: "… `authorize.*`, `authorizer.*` and `authenticate.*` …",
      here: "`authenticate` is the signature's check (AWS_IAM), `authorize` the policy's; a check that was not come to is `-`.",
      tests: [
        "telemetry/telemetry.test.ts: knows the authorizer's outcome and the error's type",
        "telemetry/telemetry.test.ts: knows what each check of a handshake came to, and how long the authorizer took",
        "telemetry/telemetry.test.ts: tells a signature that is refused from a caller that is not allowed",
      ],
    },
    {
      id: "8/error-variables",
      mark: "D",
      fact: "… `error.*` with `responseType` and `validationErrorString` …",
      tests: [
        "telemetry/telemetry.test.ts: knows the authorizer's outcome and the error's type",
        "mapping/models.test.ts: tells the log what is wrong, without the message's text",
      ],
    },
    {
      id: "8/integration-variables",
      mark: "D",
      fact: "… `integration.*` and `integrationLatency`; `status` is the code's, `integrationStatus` the service's.",
      tests: [
        "telemetry/telemetry.test.ts: has a line for every request, with its outcome",
        "telemetry/telemetry.test.ts: has the id and the latency of what the integration called",
      ],
    },
    { id: "8/waf-variables", mark: "D", fact: "`waf.*`.", here: "`-`: there is no firewall here.", tests: [FORMAT] },
    {
      id: "8/format-needs-request-id",
      mark: "D",
      fact: "The format has to contain `$context.requestId`.",
      notApplicable: "Checked when the stack is deployed.",
    },
    {
      id: "8/execution-log",
      mark: "D",
      fact: "Events of the execution log are cut at 1024 bytes.",
      notApplicable: "The journal stands in for the execution log and is of another form.",
    },
    {
      id: "8/missing-logs",
      mark: "D",
      fact: "Logs may be missing for 413, much 429, some 4xx and internal 5xx.",
      notApplicable: "Nothing to be the same: the journal lacks nothing on purpose.",
    },
    {
      id: "8/connect-count",
      mark: "D",
      fact: "`ConnectCount`: messages to the `$connect` integration.",
      tests: [METRICS],
    },
    { id: "8/message-count", mark: "D", fact: "`MessageCount`: messages to or from clients.", tests: [METRICS] },
    {
      id: "8/integration-error",
      mark: "D",
      fact: "`IntegrationError`: 4xx and 5xx of integrations.",
      tests: [METRICS],
    },
    {
      id: "8/client-error",
      mark: "D",
      fact: "`ClientError`: 4xx of API Gateway before the integration.",
      tests: ["telemetry/telemetry.test.ts: count refused clients as client errors"],
    },
    {
      id: "8/execution-error",
      mark: "D",
      fact: "`ExecutionError`: errors in calling the integration.",
      tests: [METRICS],
    },
    {
      id: "8/integration-latency",
      mark: "D",
      fact: "`IntegrationLatency`: not for callbacks and MOCK.",
      tests: ["telemetry/telemetry.test.ts: measure latency, but not that of MOCK"],
    },
    {
      id: "8/dimensions",
      mark: "D",
      fact: "By ApiId, by Stage, by Route.",
      here: "Each sample has all three, whatever `DetailedMetricsEnabled` says.",
      tests: [METRICS],
    },
    {
      id: "8/stage-properties",
      mark: "D",
      fact: "A stage has access logs, variables, throttles and logging levels.",
      here: "Logging levels and client certificates are accepted without effect.",
      tests: [
        "event/events.test.ts: are in every event of a stage that has some",
        "throttling.test.ts: stands in place of the stage's",
        "telemetry/telemetry.test.ts: is silent for a stage without a format",
      ],
    },
    {
      id: "8/stage-variable-limits",
      mark: "D",
      fact: "Names and values of stage variables have forms and limits.",
      notApplicable: "Checked when the stack is deployed.",
    },
    {
      id: "8/deployment-needed",
      mark: "D",
      fact: "Changes need a deployment, and a deployment a stage.",
      here: "Every stage serves every route; a notice names those that AWS may leave out.",
      tests: ["review/notices.test.ts: tell of %s"],
    },
    {
      id: "8/disable-default-endpoint",
      mark: "D",
      fact: "`DisableExecuteApiEndpoint` closes the default endpoint after a deployment.",
      tests: ["handshake/domains.test.ts: is refused by its name when it is disabled, and still found on this machine"],
    },
    {
      id: "8/ip-address-type",
      mark: "D",
      fact: "`IpAddressType` takes effect at once.",
      notApplicable: "The engine listens where `--host` says.",
    },

    // The resources of CloudFormation
    {
      id: "8/cfn-api",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Api`",
      here: "The expressions and the endpoint setting have their effect.",
      tests: ["configuration/compile.test.ts: is a user's mistake with its place: %s"],
    },
    {
      id: "8/cfn-route",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Route`",
      here: "RequestParameters and OperationName have no effect.",
      tests: ["review/notices.test.ts: tell of %s"],
    },
    {
      id: "8/cfn-route-response",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::RouteResponse`",
      here: "It makes its route two-way.",
      tests: ["message.test.ts: sends %s"],
    },
    {
      id: "8/cfn-integration",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Integration`",
      tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
    },
    {
      id: "8/cfn-integration-response",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::IntegrationResponse`",
      tests: ["integrations/integrations.test.ts: maps the request and chooses the response by the backend's status"],
    },
    {
      id: "8/cfn-authorizer",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Authorizer`",
      tests: ["handshake/authorizer.test.ts: refuses everybody with 500: %s"],
    },
    {
      id: "8/cfn-model",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Model`",
      tests: ["mapping/models.test.ts: takes messages that fit it: selected by %s"],
    },
    {
      id: "8/cfn-stage-deployment",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::Stage` and `Deployment`",
      tests: ["review/notices.test.ts: tell of %s"],
    },
    {
      id: "8/cfn-domain",
      mark: "D",
      fact: "`AWS::ApiGatewayV2::DomainName` and `ApiMapping`",
      here: "A domain is known by the Host header; certificates have no effect.",
      tests: ["handshake/domains.test.ts: leads %s to the API of its mapping, longer keys first"],
    },
  ],
};
