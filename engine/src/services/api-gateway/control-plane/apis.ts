import type { Stack, StackResource } from "../../../template/model.ts";
import { objectOf, textOf } from "../../../template/plain-data.ts";
import { compileHttpApis } from "../http/configuration/http-apis.ts";
import type { Cors } from "../http/configuration/model.ts";
import { api as apiType } from "../resource-types/api.ts";
import { declared } from "../resource-types/resource-types.ts";
import { type ApiParts, type DeclaredApi, declaredParts } from "./declared-entities.ts";
import { importedParts } from "./imported-entities.ts";
import { type Entity, membersOf, present, timestamp } from "./members.ts";

/** An API with its parts, as the control plane tells them. */
export interface ApiEntities extends ApiParts {
  readonly api: Entity;
}

interface Description {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  /** Of the engine, on which the APIs answer. */
  readonly endpoint: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The WebSocket and HTTP APIs of a stack. */
export function describeApis({ stack, resources, endpoint, createdAt }: Description): readonly ApiEntities[] {
  const createdDate = timestamp(createdAt);
  const httpApis = new Map(compileHttpApis({ stack, resources }).map((api) => [api.id, api]));
  return declared(resources, apiType).map((api) => {
    const parts = declaredParts(api, resources, createdDate);
    const compiled = httpApis.get(api.resource.physicalId);
    const imported = compiled && importedParts(compiled, stack);
    return {
      api: {
        ...apiEntity(api, { endpoint, createdDate }),
        corsConfiguration: compiled?.cors && corsEntity(compiled.cors),
      },
      routes: [...parts.routes, ...(imported?.routes ?? [])],
      integrations: [...parts.integrations, ...(imported?.integrations ?? [])],
      authorizers: [...parts.authorizers, ...(imported?.authorizers ?? [])],
      stages: [...(api.properties.Target ? [managedStage(createdDate)] : []), ...parts.stages],
    };
  });
}

const DEFAULT_API_KEY_SELECTION = "$request.header.x-api-key";
const HTTP_ROUTE_SELECTION = "$request.method $request.path";

function apiEntity({ resource, properties }: DeclaredApi, of: { endpoint: string; createdDate: string }): Entity {
  const { ProtocolType = "HTTP", Name } = properties;
  const { info } = objectOf(properties.Body);
  return {
    apiKeySelectionExpression: DEFAULT_API_KEY_SELECTION,
    routeSelectionExpression: HTTP_ROUTE_SELECTION,
    ...present(membersOf(properties, ["ApiKeySelectionExpression", "RouteSelectionExpression"])),
    ...membersOf(properties, ["Description", "DisableExecuteApiEndpoint", "Tags"]),
    apiEndpoint: localEndpoint(resource.physicalId, ProtocolType, of.endpoint),
    apiId: resource.physicalId,
    createdDate: of.createdDate,
    ipAddressType: "ipv4",
    name: Name ?? textOf(objectOf(info).title) ?? resource.logicalId,
    protocolType: ProtocolType,
  };
}

/** Of the API itself or of its OpenAPI definition. */
const corsEntity = ({ maxAgeSeconds, ...cors }: Cors): Entity => ({ ...cors, maxAge: maxAgeSeconds });

/** The address below which a stage's name leads to it, as it does on AWS. */
const localEndpoint = (apiId: string, protocolType: string, endpoint: string) =>
  `${protocolType === "WEBSOCKET" ? endpoint.replace(/^http/, "ws") : endpoint}/${apiId}`;

/** The stage that API Gateway makes of an API which is one target only. */
const managedStage = (createdDate: string): Entity => ({
  apiGatewayManaged: true,
  autoDeploy: true,
  createdDate,
  defaultRouteSettings: {},
  lastUpdatedDate: createdDate,
  routeSettings: {},
  stageName: "$default",
  stageVariables: {},
  tags: {},
});
