import type { z } from "zod";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { restApi, restAuthorizer, restMethod, restResource } from "../../resource-types/rest.ts";
import { compileResourcePath } from "../routes/resource-path.ts";
import { type AuthorizerSettings, compileAuthorizer, unsupported } from "./authorization.ts";
import { compileIntegration, type IntegrationSettings } from "./integration.ts";
import type { Authorization, Route } from "./model.ts";
import { REST_TIMEOUT_MS } from "./open-api/integration.ts";
import { originOf, type StageScope, type Template } from "./scope.ts";

type DeclaredMethod = Declared<z.infer<typeof restMethod.schema>>;
type DeclaredAuthorizer = Declared<z.infer<typeof restAuthorizer.schema>>;
type MethodIntegration = NonNullable<DeclaredMethod["properties"]["Integration"]>;

/** REST APIs remember an authorizer's answer for this long unless told otherwise. */
const TTL_SECONDS = 300;

/** The methods of a REST API that are resources of their own. */
export function routesOfMethods(template: Template, scope: StageScope): readonly Route[] {
  const paths = resourcePaths(template, scope.apiId);
  return declared(template.resources, restMethod)
    .filter(({ properties }) => properties.RestApiId === scope.apiId)
    .flatMap((method) => {
      const path = paths.get(method.properties.ResourceId);
      return path === undefined ? [] : [compileMethod(method, path, template, scope)];
    });
}

/** By the resource's id. The root has none of its own in the template. */
function resourcePaths({ resources }: Template, apiId: string): ReadonlyMap<string, string> {
  const api = declared(resources, restApi).find(({ resource }) => resource.physicalId === apiId);
  const paths = new Map([[String(api?.resource.attribute("RootResourceId")), "/"]]);
  let waiting = declared(resources, restResource).filter(({ properties }) => properties.RestApiId === apiId);
  // A child may stand before its parent; what hangs on nothing is left out.
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    waiting = waiting.filter(({ resource, properties }) => {
      const parent = paths.get(properties.ParentId);
      if (parent !== undefined)
        paths.set(resource.physicalId, `${parent === "/" ? "" : parent}/${properties.PathPart}`);
      return parent === undefined;
    });
  }
  return paths;
}

function compileMethod(
  { resource, properties }: DeclaredMethod,
  path: string,
  template: Template,
  scope: StageScope,
): Route {
  const { Integration, ApiKeyRequired, OperationName, ResourceId } = properties;
  const method = properties.HttpMethod.toUpperCase();
  return {
    key: `${method} ${path}`,
    method,
    path: compileResourcePath(path),
    authorization: authorizationOf(properties, template, scope),
    apiKeyRequired: ApiKeyRequired,
    integration: compileIntegration(Integration && settingsOf(Integration), scope),
    operationName: OperationName,
    resourceId: ResourceId,
    ignored: [],
    origin: originOf(resource.logicalId, "Integration"),
  };
}

const settingsOf = (integration: MethodIntegration): IntegrationSettings => ({
  type: integration.Type,
  uri: integration.Uri,
  method: integration.IntegrationHttpMethod,
  credentials: integration.Credentials,
  payloadFormat: "1.0",
  timeoutMs: integration.TimeoutInMillis ?? REST_TIMEOUT_MS,
  requestTemplates: integration.RequestTemplates,
  responses: integration.IntegrationResponses?.map((response) => ({
    statusCode: response.StatusCode,
    pattern: response.SelectionPattern,
    parameters: response.ResponseParameters,
    templates: response.ResponseTemplates,
  })),
});

function authorizationOf(
  { AuthorizationType, AuthorizerId, AuthorizationScopes }: DeclaredMethod["properties"],
  { resources }: Template,
  scope: StageScope,
): Authorization {
  if (AuthorizationType === "NONE" || AuthorizationType === "AWS_IAM") return { type: AuthorizationType };
  const found = declared(resources, restAuthorizer).find(({ resource }) => resource.physicalId === AuthorizerId);
  if (!found) return unsupported(`there is no authorizer ${AuthorizerId ?? ""}`);
  return compileAuthorizer(authorizerSettings(found), AuthorizationScopes, scope);
}

const authorizerSettings = ({ resource, properties }: DeclaredAuthorizer): AuthorizerSettings => ({
  name: resource.logicalId,
  id: resource.physicalId,
  type: properties.Type,
  uri: properties.AuthorizerUri,
  credentials: properties.AuthorizerCredentials,
  identitySources: (properties.IdentitySource ?? "")
    .split(",")
    .map((source) => source.trim())
    .filter((source) => source !== ""),
  validationExpression: properties.IdentityValidationExpression,
  payloadFormat: "1.0",
  ttlSeconds: properties.AuthorizerResultTtlInSeconds ?? TTL_SECONDS,
});
