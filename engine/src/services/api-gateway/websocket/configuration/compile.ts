import type { z } from "zod";
import { UserError } from "../../../../kernel/errors.ts";
import {
  compileSelectionExpression,
  type SelectionExpression,
} from "../../../../languages/selection-expression/index.ts";
import type { Stack, StackResource } from "../../../../template/model.ts";
import { type ApiKeysOfStage, compileApiKeys } from "../../api-keys.ts";
import { located } from "../../located.ts";
import { api as apiType, authorizer, executeApiHost, model, stage } from "../../resource-types/api.ts";
import { integration, integrationResponse } from "../../resource-types/integration.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { route, routeResponse } from "../../resource-types/route.ts";
import type { Api, ApiIdentity } from "./model.ts";
import type { ApiResources } from "./route.ts";
import { compileStage } from "./stage.ts";

type DeclaredApi = Declared<z.infer<typeof apiType.schema>>;

/** The WebSocket APIs of a stack, ready to run. Throws a `UserError` for an expression that is none. */
export function compileWebSocketApis(stack: Stack, resources: readonly StackResource[]): readonly Api[] {
  const apiKeys = compileApiKeys(resources, stack);
  return declared(resources, apiType)
    .filter(({ properties }) => properties.ProtocolType === "WEBSOCKET")
    .map((api) => compileApi(api, { stack, resources, apiKeys }));
}

interface Template {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  readonly apiKeys: ApiKeysOfStage;
}

function compileApi({ resource, properties }: DeclaredApi, { stack, resources, apiKeys }: Template): Api {
  const id = resource.physicalId;
  const api: ApiIdentity = {
    type: "websocket",
    id,
    logicalId: resource.logicalId,
    host: executeApiHost(id, stack),
    defaultEndpointDisabled: properties.DisableExecuteApiEndpoint,
    routeSelection: routeSelectionOf({ resource, properties }, stack),
    apiKeySource: properties.ApiKeySelectionExpression?.includes("usageIdentifierKey") ? "AUTHORIZER" : "HEADER",
  };
  const own = resourcesOf(resources, id);
  const stages = declared(resources, stage)
    .filter((candidate) => candidate.properties.ApiId === id)
    .map((candidate) =>
      compileStage(candidate, own, { api, stack, apiKeys: apiKeys(id, candidate.properties.StageName) }),
    );
  return { ...api, stages: new Map(stages.map((compiled) => [compiled.name, compiled])) };
}

function routeSelectionOf({ resource, properties }: DeclaredApi, stack: Stack): SelectionExpression {
  const { RouteSelectionExpression } = properties;
  return located(stack, resource.logicalId, "RouteSelectionExpression", () => {
    if (RouteSelectionExpression) return compileSelectionExpression(RouteSelectionExpression);
    throw new UserError("A WebSocket API needs a RouteSelectionExpression.", {
      hint: 'Most use "$request.body.action".',
    });
  });
}

function resourcesOf(resources: readonly StackResource[], apiId: string): ApiResources {
  const ofApi = <P extends { readonly ApiId: string }>(all: readonly Declared<P>[]) =>
    all.filter(({ properties }) => properties.ApiId === apiId);
  return {
    routes: ofApi(declared(resources, route)),
    routeResponses: ofApi(declared(resources, routeResponse)),
    integrations: ofApi(declared(resources, integration)),
    integrationResponses: ofApi(declared(resources, integrationResponse)),
    authorizers: ofApi(declared(resources, authorizer)),
    models: ofApi(declared(resources, model)),
  };
}
