import type { Section } from "./fact.ts";

/** The specification's section 8. */
export const observability: Section = {
  title: "8. Logging, metrics, stage settings",
  compared: "2026-11",
  facts: [
    {
      id: "8/context-variables",
      mark: "D",
      sources: ["guide/logging"],
      fact: "An access log has the variables of mapping templates…",
    },
    {
      id: "8/authorizer-variables",
      mark: "D",
      sources: ["guide/logging"],
      fact: "… `authorize.*`, `authorizer.*` and `authenticate.*` …",
    },
    {
      id: "8/error-variables",
      mark: "D",
      sources: ["guide/logging"],
      fact: "… `error.*` with `responseType` and `validationErrorString` …",
    },
    {
      id: "8/integration-variables",
      mark: "D",
      sources: ["guide/logging"],
      fact: "… `integration.*` and `integrationLatency`; `status` is the code's, `integrationStatus` the service's.",
    },
    { id: "8/waf-variables", mark: "D", sources: ["guide/logging"], fact: "`waf.*`." },
    {
      id: "8/format-needs-request-id",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "The format has to contain `$context.requestId`.",
    },
    {
      id: "8/execution-log",
      mark: "D",
      sources: ["guide/important-notes"],
      fact: "Events of the execution log are cut at 1024 bytes.",
    },
    {
      id: "8/missing-logs",
      mark: "D",
      sources: ["guide/monitoring"],
      fact: "Logs may be missing for 413, much 429, some 4xx and internal 5xx.",
    },
    {
      id: "8/connect-count",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`ConnectCount`: messages to the `$connect` integration.",
    },
    {
      id: "8/message-count",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`MessageCount`: messages to or from clients.",
    },
    {
      id: "8/integration-error",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`IntegrationError`: 4xx and 5xx of integrations.",
    },
    {
      id: "8/client-error",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`ClientError`: 4xx of API Gateway before the integration.",
    },
    {
      id: "8/execution-error",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`ExecutionError`: errors in calling the integration.",
    },
    {
      id: "8/integration-latency",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "`IntegrationLatency`: not for callbacks and MOCK.",
    },
    {
      id: "8/dimensions",
      mark: "D",
      sources: ["guide/metrics"],
      fact: "By ApiId, by Stage, by Route.",
    },
    {
      id: "8/stage-properties",
      mark: "D",
      sources: ["reference/apigatewayv2"],
      fact: "A stage has access logs, variables, throttles and logging levels.",
    },
    {
      id: "8/stage-variable-limits",
      mark: "D",
      sources: ["reference/apigatewayv2", "guide/limits"],
      fact: "Names and values of stage variables have forms and limits.",
    },
    {
      id: "8/deployment-needed",
      mark: "D",
      sources: ["guide/deployment"],
      fact: "Changes need a deployment, and a deployment a stage.",
    },
    {
      id: "8/disable-default-endpoint",
      mark: "D",
      sources: ["guide/default-endpoint"],
      fact: "`DisableExecuteApiEndpoint` closes the default endpoint after a deployment.",
    },
    {
      id: "8/ip-address-type",
      mark: "D",
      sources: ["guide/ip-address-type"],
      fact: "`IpAddressType` takes effect at once.",
    },

    // The resources of CloudFormation
    {
      id: "8/cfn-api",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Api`",
    },
    {
      id: "8/cfn-route",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Route`",
    },
    {
      id: "8/cfn-route-response",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::RouteResponse`",
    },
    {
      id: "8/cfn-integration",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Integration`",
    },
    {
      id: "8/cfn-integration-response",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::IntegrationResponse`",
    },
    {
      id: "8/cfn-authorizer",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Authorizer`",
    },
    {
      id: "8/cfn-model",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Model`",
    },
    {
      id: "8/cfn-stage-deployment",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::Stage` and `Deployment`",
    },
    {
      id: "8/cfn-domain",
      mark: "D",
      sources: ["reference/apigatewayv2", "reference/cloudformation"],
      fact: "`AWS::ApiGatewayV2::DomainName` and `ApiMapping`",
    },
  ],
};
