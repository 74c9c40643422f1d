import type { LambdaOutcome } from "../../invoke-lambda.ts";
import type { Integration } from "../configuration/integration.ts";
import { proxyEvent } from "../event/events.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { Backend, BackendDependencies } from "./backend.ts";
import { parseProxyResponse } from "./proxy-response.ts";
import type { IntegrationFailure, IntegrationResult } from "./result.ts";

/** `AWS_PROXY`: a function gets the event of §2 and answers with a status, headers and a body. */
export function createLambdaProxy(integration: Integration, { invoke }: BackendDependencies): Backend {
  const { functionArn, credentialsArn, timeoutMs } = integration;
  if (!functionArn)
    return async () => ({ failure: "unreachable", detail: `IntegrationUri "${integration.uri}" names no function` });
  return async (request) => {
    const sourceArn = sourceArnOf(request);
    const payload = proxyEvent(request);
    const outcome = await invoke({ functionArn, payload, credentialsArn, sourceArn, timeoutMs });
    return { ...resultOf(outcome), requestId: requestIdOf(outcome) };
  };
}

/** `arn:…:{apiId}/{stage}/{routeKey}`: what a function's policy sees as the source. */
export const sourceArnOf = ({ client, route }: GatewayRequest) => `${client.stage.arn}/${route.key}`;

/** Undefined when the call did not come as far as the function. */
export const requestIdOf = (outcome: LambdaOutcome) => ("requestId" in outcome ? outcome.requestId : undefined);

const resultOf = (outcome: LambdaOutcome): IntegrationResult =>
  outcome.kind === "answer" ? parseProxyResponse(outcome.payload) : lambdaFailure(outcome);

/** The type of the function's error and not its message, which may quote what a client sent. */
export function lambdaFailure(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): IntegrationFailure {
  switch (outcome.kind) {
    case "fault":
      return { failure: "fault", detail: `the function failed with ${outcome.errorType}` };
    case "unreachable":
      return { failure: "unreachable", detail: outcome.message };
    case "timeout":
      return { failure: "timeout", detail: "the function did not answer in time" };
  }
}
