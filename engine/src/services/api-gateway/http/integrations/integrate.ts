import type { Timeouts } from "../../../contract/debugging/timeouts.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import { type InvokeLambda, type LambdaOutcome, STOPPED } from "../../invoke-lambda.ts";
import type { FunctionIntegration, Integration } from "../configuration/model.ts";
import { DIALECTS } from "../dialects.ts";
import * as version1 from "../events/version-1.ts";
import * as version2 from "../events/version-2.ts";
import type { GatewayRequest, Response } from "../request.ts";
import { callUrl } from "./http-proxy.ts";
import { type IntegrationAnswer, parseProxyResponse } from "./proxy-response.ts";

export interface IntegrateDependencies {
  readonly timeouts: Pick<Timeouts, "after">;
  readonly invoke: InvokeLambda;
}

export type Integrate = (request: GatewayRequest) => Promise<IntegrationAnswer | Response>;

/** Lets a route's backend answer a request. */
export function createIntegrate(dependencies: IntegrateDependencies): Integrate {
  return async (request) => {
    const integration: Integration = request.route.integration;
    switch (integration.type) {
      case "function":
        return callFunction(integration, request, dependencies);
      case "mock":
        return integration;
      case "http":
        return callUrl(integration, request, dependencies.timeouts);
      case "unsupported":
        return gatewayResponse("internal", integration.reason);
    }
  };
}

async function callFunction(
  integration: FunctionIntegration,
  request: GatewayRequest,
  { invoke }: IntegrateDependencies,
): Promise<IntegrationAnswer | Response> {
  const { functionArn, credentialsArn, timeoutMs, payloadFormat } = integration;
  const event = payloadFormat === "2.0" ? version2.proxyEvent : version1.proxyEvent;
  const sourceArn = sourceArnOf(request);
  const outcome = await invoke({ functionArn, payload: event(request), credentialsArn, sourceArn, timeoutMs });
  return outcome.kind === "answer" ? answerOf(outcome.payload, integration, request) : failure(outcome);
}

/** `arn:…:{apiId}/{stage}/{METHOD}{path of the route}`: the source that a function's policy sees. */
const sourceArnOf = ({ stage, route, http }: GatewayRequest) =>
  `${stage.arn}/${route.key === "$default" ? route.key : `${http.method}${route.path.text}`}`;

function answerOf(payload: string, { payloadFormat }: FunctionIntegration, request: GatewayRequest) {
  const answer = parseProxyResponse(payload, payloadFormat, DIALECTS[request.stage.api.type].defaultContentType);
  return typeof answer === "string" ? gatewayResponse("fault", `malformed Lambda proxy response: ${answer}`) : answer;
}

/** The type of the function's error and not its message, which may quote what a client sent. */
function failure(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): Response {
  switch (outcome.kind) {
    case "fault":
      return gatewayResponse("fault", `the function failed with ${outcome.errorType}`);
    case "unreachable":
      return gatewayResponse("unreachable", outcome.message);
    case "stopped":
      return gatewayResponse("unreachable", STOPPED);
    case "timeout":
      return gatewayResponse("timeout", "the function did not answer in time");
  }
}
