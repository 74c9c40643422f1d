import type { z } from "zod";
import { authorizer as authorizerType } from "../../resource-types/api.ts";
import { HTTP_API_TIMEOUT_MS, integration as integrationType } from "../../resource-types/integration.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { route as routeType } from "../../resource-types/route.ts";
import { compileResourcePath } from "../routes/resource-path.ts";
import { compileAuthorizer, unsupported } from "./authorization.ts";
import { compileIntegration, type IntegrationSettings } from "./integration.ts";
import type { Authorization, Route } from "./model.ts";
import { originOf, type StageScope, type Template } from "./scope.ts";

type DeclaredRoute = Declared<z.infer<typeof routeType.schema>>;
type DeclaredIntegration = Declared<z.infer<typeof integrationType.schema>>;
type DeclaredAuthorizer = Declared<z.infer<typeof authorizerType.schema>>;

/** The routes of an HTTP API that are resources of their own. */
export function routesOfResources({ resources }: Template, scope: StageScope): readonly Route[] {
  return declared(resources, routeType)
    .filter(({ properties }) => properties.ApiId === scope.apiId)
    .map((route) => compileRoute(route, resources, scope));
}

function compileRoute(
  { resource, properties }: DeclaredRoute,
  resources: Template["resources"],
  scope: StageScope,
): Route {
  const { RouteKey, Target = "" } = properties;
  const integration = declared(resources, integrationType).find(
    (candidate) => Target === `integrations/${candidate.resource.physicalId}`,
  );
  return {
    ...parseRouteKey(RouteKey),
    authorization: authorizationOf(properties, resources, scope),
    apiKeyRequired: false,
    integration: compileIntegration(integration && settingsOf(integration), scope),
    operationName: undefined,
    resourceId: undefined,
    ignored: Object.keys(integration?.properties.RequestParameters ?? {}).map((name) => `RequestParameters ${name}`),
    origin: originOf(resource.logicalId, "RouteKey"),
  };
}

/** `GET /pets/{id}`, or `$default`, which takes whatever no other route does. */
export function parseRouteKey(key: string): Pick<Route, "key" | "method" | "path"> {
  const [method = "", path = ""] = key.split(/\s+/);
  return key === "$default"
    ? { key, method: "ANY", path: compileResourcePath(key) }
    : { key, method: method.toUpperCase(), path: compileResourcePath(path) };
}

const settingsOf = ({ properties }: DeclaredIntegration): IntegrationSettings => ({
  type: properties.IntegrationType,
  uri: properties.IntegrationUri,
  method: properties.IntegrationMethod,
  credentials: properties.CredentialsArn,
  connectionType: properties.ConnectionType,
  subtype: properties.IntegrationSubtype,
  payloadFormat: properties.PayloadFormatVersion ?? "1.0",
  timeoutMs: properties.TimeoutInMillis ?? HTTP_API_TIMEOUT_MS,
});

function authorizationOf(
  { AuthorizationType, AuthorizerId, AuthorizationScopes }: DeclaredRoute["properties"],
  resources: Template["resources"],
  scope: StageScope,
): Authorization {
  if (AuthorizationType === "NONE" || AuthorizationType === "AWS_IAM") return { type: AuthorizationType };
  if (AuthorizationType !== "CUSTOM" && AuthorizationType !== "JWT")
    return unsupported(`authorization type ${AuthorizationType} does not exist for HTTP APIs`);
  const found = declared(resources, authorizerType).find(({ resource }) => resource.physicalId === AuthorizerId);
  if (!found) return unsupported(`there is no authorizer ${AuthorizerId ?? ""}`);
  if ((found.properties.AuthorizerType === "JWT") !== (AuthorizationType === "JWT"))
    return unsupported(`authorizer ${found.resource.logicalId} is not of type ${AuthorizationType}`);
  return compileAuthorizer(authorizerSettings(found), AuthorizationScopes, scope);
}

const authorizerSettings = ({ resource, properties }: DeclaredAuthorizer) => ({
  name: resource.logicalId,
  id: resource.physicalId,
  type: properties.AuthorizerType,
  uri: properties.AuthorizerUri,
  credentials: properties.AuthorizerCredentialsArn,
  identitySources: properties.IdentitySource.filter((source) => source !== ""),
  payloadFormat: properties.AuthorizerPayloadFormatVersion,
  simpleResponses: properties.EnableSimpleResponses,
  ttlSeconds: properties.AuthorizerResultTtlInSeconds ?? 0,
  issuer: properties.JwtConfiguration?.Issuer,
  audience: properties.JwtConfiguration?.Audience ?? [],
});
