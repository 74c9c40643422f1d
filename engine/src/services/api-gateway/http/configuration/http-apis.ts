import type { z } from "zod";
import type { StackResource } from "../../../../template/model.ts";
import { isObject, type PlainObject } from "../../../../template/plain-data.ts";
import { api as apiType, executeApiHost, stage as stageType } from "../../resource-types/api.ts";
import { HTTP_API_TIMEOUT_MS } from "../../resource-types/integration.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { bodyOf } from "./body.ts";
import { corsOf, corsOfBody } from "./cors.ts";
import { compileIntegration } from "./integration.ts";
import type { Api, ApiIdentity, Route } from "./model.ts";
import { routesOfBody } from "./open-api/routes.ts";
import { parseRouteKey, routesOfResources } from "./routes-v2.ts";
import { originOf, type StageScope, stageOf, type Template } from "./scope.ts";

type DeclaredApi = Declared<z.infer<typeof apiType.schema>>;

const DEFAULT = "$default";

/** The HTTP APIs of a stack. */
export const compileHttpApis = (template: Template): readonly Api[] =>
  declared(template.resources, apiType)
    .filter(({ properties }) => properties.ProtocolType !== "WEBSOCKET")
    .map((api) => compileApi(api, template));

function compileApi(declaredApi: DeclaredApi, template: Template): Api {
  const { resource, properties } = declaredApi;
  const { CorsConfiguration } = properties;
  const body = bodyOf(declaredApi, template);
  const api: ApiIdentity = {
    type: "http-api",
    id: resource.physicalId,
    logicalId: resource.logicalId,
    host: executeApiHost(resource.physicalId, template.stack),
    defaultEndpointDisabled: properties.DisableExecuteApiEndpoint || isDisabledBy(body),
    cors: CorsConfiguration ? corsOf(CorsConfiguration) : corsOfBody(body),
    binaryMediaTypes: [],
    apiKeySource: "HEADER",
    policy: undefined,
  };
  const routesIn = (scope: StageScope) => routesOf(declaredApi, body, template, scope);
  const stages = stagesOf(declaredApi, template.resources).map((stage) =>
    stageOf(api, template.stack, stage, routesIn),
  );
  return { ...api, stages: new Map(stages.map((stage) => [stage.name, stage])) };
}

/** An API that is only a target has a `$default` stage of its own. */
function stagesOf({ resource, properties }: DeclaredApi, resources: readonly StackResource[]) {
  const stages = declared(resources, stageType)
    .filter((stage) => stage.properties.ApiId === resource.physicalId)
    .map((stage) => ({ name: stage.properties.StageName, variables: stage.properties.StageVariables }));
  return properties.Target ? [{ name: DEFAULT, variables: {} }, ...stages] : stages;
}

function routesOf(
  { resource, properties }: DeclaredApi,
  body: PlainObject | undefined,
  template: Template,
  scope: StageScope,
): readonly Route[] {
  const { Target } = properties;
  return [
    ...(body ? routesOfBody({ body, logicalId: resource.logicalId, type: "http-api", scope }) : []),
    ...(Target ? [targetRoute({ resource, properties }, Target, scope)] : []),
    ...routesOfResources(template, scope),
  ];
}

function targetRoute({ resource, properties }: DeclaredApi, target: string, scope: StageScope): Route {
  const isUrl = /^https?:/.test(target);
  const settings = {
    type: isUrl ? "HTTP_PROXY" : "AWS_PROXY",
    uri: target,
    credentials: properties.CredentialsArn,
    payloadFormat: isUrl ? "1.0" : "2.0",
    timeoutMs: HTTP_API_TIMEOUT_MS,
  };
  return {
    ...parseRouteKey(properties.RouteKey ?? DEFAULT),
    authorization: { type: "NONE" },
    apiKeyRequired: false,
    integration: compileIntegration(settings, scope),
    operationName: undefined,
    resourceId: undefined,
    ignored: [],
    origin: originOf(resource.logicalId, "Target"),
  };
}

const ENDPOINT_SETTINGS = "x-amazon-apigateway-endpoint-configuration";

/** OpenAPI has the setting among its servers. */
function isDisabledBy(body: PlainObject | undefined): boolean {
  const servers = Array.isArray(body?.servers) ? body.servers : [];
  return servers.some((server) => {
    const settings = isObject(server) ? server[ENDPOINT_SETTINGS] : undefined;
    return isObject(settings) && String(settings.disableExecuteApiEndpoint) === "true";
  });
}
