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
import { apiMapping } from "../../resource-types/domain.ts";
import { integration, integrationResponse } from "../../resource-types/integration.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { route, routeResponse } from "../../resource-types/route.ts";
import type { Api, ApiIdentity, CustomDomain, Stage } from "./model.ts";
import type { RouteParts } from "./route.ts";
import { compileStage } from "./stage.ts";

export interface Configuration {
  readonly apis: readonly Api[];
  readonly domains: readonly CustomDomain[];
}

type DeclaredApi = Declared<z.infer<typeof apiType.schema>>;

/** The WebSocket APIs of a stack, ready to run. Throws a `UserError` for an expression that is none. */
export function compileConfiguration(stack: Stack, resources: readonly StackResource[]): Configuration {
  const apiKeys = compileApiKeys(resources, stack);
  const apis = declared(resources, apiType)
    .filter(({ properties }) => properties.ProtocolType === "WEBSOCKET")
    .map((api) => compileApi(api, { stack, resources, apiKeys }));
  return { apis, domains: compileDomains(resources, apis) };
}

interface Surroundings {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  readonly apiKeys: ApiKeysOfStage;
}

function compileApi({ resource, properties }: DeclaredApi, { stack, resources, apiKeys }: Surroundings): Api {
  const id = resource.physicalId;
  const api: ApiIdentity = {
    id,
    logicalId: resource.logicalId,
    host: executeApiHost(id, stack),
    defaultEndpointDisabled: properties.DisableExecuteApiEndpoint,
    routeSelection: routeSelectionOf({ resource, properties }, stack),
    apiKeySource: properties.ApiKeySelectionExpression?.includes("usageIdentifierKey") ? "AUTHORIZER" : "HEADER",
  };
  const parts = routeParts(resources, id);
  const stages = declared(resources, stage)
    .filter((candidate) => candidate.properties.ApiId === id)
    .map((candidate) =>
      compileStage(candidate, parts, { api, stack, apiKeys: apiKeys(id, candidate.properties.StageName) }),
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

function routeParts(resources: readonly StackResource[], apiId: string): RouteParts {
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

function compileDomains(resources: readonly StackResource[], apis: readonly Api[]): CustomDomain[] {
  const mappings = declared(resources, apiMapping).map(({ properties }) => properties);
  const stageOf = (apiId: string, name: string): Stage | undefined =>
    apis.find(({ id }) => id === apiId)?.stages.get(name);
  // A domain may be declared elsewhere and only mapped here.
  return [...new Set(mappings.map(({ DomainName }) => DomainName))].map((name) => ({
    name: name.toLowerCase(),
    mappings: mappings
      .filter((mapping) => mapping.DomainName === name)
      .flatMap(({ ApiId, Stage: stageName, ApiMappingKey: key }) => {
        const mapped = stageOf(ApiId, stageName);
        return mapped ? [{ key: key === "(none)" ? "" : key, stage: mapped }] : [];
      })
      .sort((one, other) => other.key.length - one.key.length),
  }));
}
