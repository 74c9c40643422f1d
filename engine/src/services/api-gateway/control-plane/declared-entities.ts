import type { z } from "zod";
import type { StackResource } from "../../../template/model.ts";
import { type api as apiType, authorizer as authorizerType, stage as stageType } from "../resource-types/api.ts";
import {
  HTTP_API_TIMEOUT_MS,
  integration as integrationType,
  WEBSOCKET_TIMEOUT_MS,
} from "../resource-types/integration.ts";
import { type Declared, declared } from "../resource-types/resource-types.ts";
import { route as routeType } from "../resource-types/route.ts";
import { type Entity, membersOf, present, structureOf } from "./members.ts";

export type DeclaredApi = Declared<z.infer<typeof apiType.schema>>;

/** Parts of an API. */
export interface ApiParts {
  readonly routes: readonly Entity[];
  readonly integrations: readonly Entity[];
  readonly authorizers: readonly Entity[];
  readonly stages: readonly Entity[];
}

/** The parts of an API that are resources of their own. */
export function declaredParts(api: DeclaredApi, resources: readonly StackResource[], createdDate: string): ApiParts {
  const ofApi = <P extends { readonly ApiId: string }>(all: readonly Declared<P>[]) =>
    all.filter(({ properties }) => properties.ApiId === api.resource.physicalId);
  return {
    routes: ofApi(declared(resources, routeType)).map(routeEntity),
    integrations: ofApi(declared(resources, integrationType)).map((each) => integrationEntity(each, api)),
    authorizers: ofApi(declared(resources, authorizerType)).map(authorizerEntity),
    stages: ofApi(declared(resources, stageType)).map((each) => stageEntity(each, createdDate)),
  };
}

const routeEntity = ({ resource, properties }: Declared<z.infer<typeof routeType.schema>>): Entity => ({
  ...membersOf(properties, ["ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId"]),
  ...membersOf(properties, ["ModelSelectionExpression", "RequestModels", "RouteKey", "Target"]),
  routeId: resource.physicalId,
});

function integrationEntity(
  { resource, properties }: Declared<z.infer<typeof integrationType.schema>>,
  api: DeclaredApi,
): Entity {
  const isWebSocket = api.properties.ProtocolType === "WEBSOCKET";
  return {
    connectionType: "INTERNET",
    payloadFormatVersion: "1.0",
    timeoutInMillis: isWebSocket ? WEBSOCKET_TIMEOUT_MS : HTTP_API_TIMEOUT_MS,
    ...present(membersOf(properties, ["ConnectionType", "PayloadFormatVersion", "TimeoutInMillis"])),
    ...membersOf(properties, ["ContentHandlingStrategy", "CredentialsArn", "IntegrationMethod", "IntegrationSubtype"]),
    ...membersOf(properties, ["IntegrationType", "IntegrationUri", "RequestParameters"]),
    ...(isWebSocket &&
      membersOf(properties, ["PassthroughBehavior", "RequestTemplates", "TemplateSelectionExpression"])),
    integrationId: resource.physicalId,
  };
}

const authorizerEntity = ({ resource, properties }: Declared<z.infer<typeof authorizerType.schema>>): Entity => ({
  ...membersOf(properties, ["AuthorizerCredentialsArn", "AuthorizerPayloadFormatVersion", "AuthorizerType"]),
  ...membersOf(properties, ["AuthorizerResultTtlInSeconds", "AuthorizerUri", "EnableSimpleResponses"]),
  ...membersOf(properties, ["IdentitySource"]),
  jwtConfiguration: structureOf(properties.JwtConfiguration),
  authorizerId: resource.physicalId,
  name: properties.Name ?? resource.logicalId,
});

const stageEntity = ({ properties }: Declared<z.infer<typeof stageType.schema>>, createdDate: string): Entity => ({
  ...membersOf(properties, ["AutoDeploy", "DeploymentId", "Description", "StageName", "StageVariables", "Tags"]),
  accessLogSettings: structureOf(properties.AccessLogSettings),
  defaultRouteSettings: structureOf(properties.DefaultRouteSettings ?? {}),
  routeSettings: Object.fromEntries(
    Object.entries(properties.RouteSettings).map(([key, settings]) => [key, structureOf(settings)]),
  ),
  createdDate,
  lastUpdatedDate: createdDate,
});
