import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import { locatedAsync } from "../../located.ts";
import type { Integration } from "../configuration/integration.ts";
import type { Stage } from "../configuration/model.ts";
import type { GatewayRequest } from "../event/request.ts";
import { createAws } from "./aws.ts";
import type { Backend, BackendDependencies, CreateBackend, IntegrationResult, ObservedResult } from "./backend.ts";
import { createHttp, createHttpProxy } from "./http.ts";
import { createLambdaProxy } from "./lambda-proxy.ts";
import { createMock } from "./mock.ts";

const BACKENDS: Readonly<Record<Integration["type"], CreateBackend>> = {
  AWS: createAws,
  AWS_PROXY: createLambdaProxy,
  HTTP: createHttp,
  HTTP_PROXY: createHttpProxy,
  MOCK: createMock,
};

/** Runs the integration of a request's route. Never rejects. */
export type Integrate = (request: GatewayRequest) => Promise<ObservedResult>;

/** Prepares the integrations of all stages. Rejects with a `UserError` for a template that is none. */
export async function createIntegrations(
  stages: readonly Stage[],
  dependencies: BackendDependencies,
): Promise<Integrate> {
  const { clock, stack, tracer } = dependencies;
  const backends = new Map<Integration, Backend>();
  for (const stage of stages) {
    for (const { integration } of stage.routes.values()) {
      if (!integration || backends.has(integration)) continue;
      const create = async () => BACKENDS[integration.type](integration, dependencies);
      backends.set(integration, await locatedAsync(stack, integration.logicalId, "RequestTemplates", create));
    }
  }
  return async (request) => {
    const backend = (request.route.integration && backends.get(request.route.integration)) ?? NO_BACKEND;
    const startedAt = clock.now();
    const result = await tracer.within(request.span, () => backend(request));
    const latencyMs = clock.now() - startedAt;
    // In this order, since what follows a spread takes ten times as long.
    return { latencyMs, ...withoutMapping(request, result) };
  };
}

const NO_BACKEND: Backend = async () => gatewayResponse("unreachable", "the route has no integration");

/**
 * Nobody hears the answer on a one-way route, "regardless of any integration response configuration" (developer guide,
 * "Integration responses"): that none fits is no error there.
 */
function withoutMapping({ eventType, route }: GatewayRequest, result: IntegrationResult): IntegrationResult {
  const isHeard = eventType === "CONNECT" || (eventType === "MESSAGE" && route.twoWay);
  if (isHeard || !isGatewayResponse(result) || result.backendStatus === undefined) return result;
  const { backendStatus: status, requestId } = result;
  return { status, headers: {}, body: undefined, requestId };
}
