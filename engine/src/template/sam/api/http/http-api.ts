import { defined, isObject, objectOf, type PlainObject, pick } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { codeLocation } from "../../expansion/code.ts";
import { type Expander, type GeneratedResources, kept, ref, type SamContext } from "../../expansion/context.ts";
import { customDomain } from "../custom-domain.ts";
import { authorizerPermission } from "../invocation.ts";
import { definitionOf, pathParameters, targetUri, withOperations, withRoutes } from "../open-api.ts";
import { routesOf, type SamRoute } from "../routes.ts";
import { type HttpAuth, httpAuth, securityOf, withDefaultAuthorizer } from "./http-auth.ts";

export const HTTP_API_PROPERTIES = [
  "AccessLogSettings",
  "Auth",
  "CorsConfiguration",
  "DefaultRouteSettings",
  "DefinitionBody",
  "DefinitionUri",
  "Description",
  "DisableExecuteApiEndpoint",
  "Domain",
  "FailOnWarnings",
  "Name",
  "PropagateTags",
  "RouteSettings",
  "StageName",
  "StageVariables",
  "Tags",
];

const STAGE_PROPERTIES = ["AccessLogSettings", "DefaultRouteSettings", "StageVariables"];

const DEFAULT_STAGE = "$default";

/** AWS::Serverless::HttpApi: an API defined by an OpenAPI body, and its stage. */
export const httpApi: Expander = (declaration, context) => {
  const { logicalId, properties } = declaration;
  const routes = routesOf(logicalId, "HttpApi", context);
  const auth = httpAuth(declaration, context);
  const stageName = properties.StageName ?? DEFAULT_STAGE;
  const stageId = stageLogicalId(logicalId, stageName);
  const tags = { ...objectOf(properties.Tags), "httpapi:createdBy": "SAM" };
  const domain = customDomain(declaration, stageId, tags, context);
  return {
    aliases: { [`${logicalId}.Stage`]: stageId, ...domain.aliases },
    resources: {
      [logicalId]: {
        Type: "AWS::ApiGatewayV2::Api",
        ...kept(declaration),
        Properties: {
          ...definition(declaration, { routes, auth, tags }, context),
          ...pick(properties, ["FailOnWarnings"]),
        },
      },
      ...authorizerPermissions(logicalId, auth),
      ...domain.resources,
      [stageId]: {
        Type: "AWS::ApiGatewayV2::Stage",
        Properties: {
          ApiId: ref(logicalId),
          StageName: stageName,
          AutoDeploy: true,
          ...pick(properties, STAGE_PROPERTIES),
          ...routeSettings(properties, routes),
          Tags: tags,
        },
      },
    },
  };
};

function stageLogicalId(logicalId: string, stageName: unknown): string {
  if (stageName === DEFAULT_STAGE) return `${logicalId}ApiGatewayDefaultStage`;
  return `${logicalId}${typeof stageName === "string" ? stageName : ""}Stage`;
}

interface BodyParts {
  readonly routes: readonly SamRoute[];
  readonly auth: HttpAuth;
  readonly tags: PlainObject;
}

function definition({ properties, location }: Declaration, parts: BodyParts, context: SamContext): PlainObject {
  const { body, uri } = definitionOf(properties);
  if (uri !== undefined) {
    const place = codeLocation(uri);
    return { BodyS3Location: isObject(place) ? { Bucket: place.S3Bucket, Key: place.S3Key } : place };
  }
  const { Name, Description, DisableExecuteApiEndpoint, CorsConfiguration } = properties;
  const at = context.positions.at(properties, "CorsConfiguration") ?? location;
  const cors = corsOf(context.settle(CorsConfiguration, at));
  const written = body ?? { openapi: "3.0.1", info: { version: "1.0", title: ref("AWS::StackName") } };
  const { schemes } = parts.auth;
  return {
    Body: {
      ...written,
      info: { ...objectOf(written.info), ...defined({ title: Name, description: Description }) },
      paths: pathsOf(objectOf(written.paths), parts),
      ...(cors && { "x-amazon-apigateway-cors": cors }),
      tags: Object.entries(parts.tags).map(([name, value]) => ({ name, "x-amazon-apigateway-tag-value": value })),
      ...(Object.keys(schemes).length > 0 && { components: withSchemes(objectOf(written.components), schemes) }),
      ...(DisableExecuteApiEndpoint !== undefined && { servers: [endpointSettings(DisableExecuteApiEndpoint)] }),
    },
  };
}

const pathsOf = (written: PlainObject, { routes, auth }: BodyParts) =>
  withOperations(
    withRoutes(written, routes, (route) => operationOf(route, auth)),
    (operation, method) => withDefaultAuthorizer(operation, method, auth),
  );

const withSchemes = (components: PlainObject, schemes: PlainObject) => ({
  ...components,
  securitySchemes: { ...objectOf(components.securitySchemes), ...schemes },
});

const endpointSettings = (disableExecuteApiEndpoint: unknown) => ({
  "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint },
});

/** `CorsConfiguration: true` lets every origin in; its other form is a map whose keys OpenAPI writes in lower case. */
function corsOf(configuration: unknown): PlainObject | undefined {
  if (configuration === undefined || configuration === false) return undefined;
  if (!isObject(configuration)) return { allowOrigins: ["*"] };
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, value]),
  );
}

function operationOf(route: SamRoute, auth: HttpAuth): PlainObject {
  const { path, event, target } = route;
  const { TimeoutInMillis, PayloadFormatVersion } = event.properties;
  const parameters = pathParameters(path).map((name) => ({ required: true, name, in: "path" }));
  return {
    "x-amazon-apigateway-integration": {
      httpMethod: "POST",
      type: "aws_proxy",
      uri: targetUri(target),
      payloadFormatVersion: PayloadFormatVersion ?? "2.0",
      ...(TimeoutInMillis !== undefined && { timeoutInMillis: TimeoutInMillis }),
    },
    ...(path === "$default" && { isDefaultRoute: true }),
    ...securityOf(event, auth),
    ...(parameters.length > 0 && { parameters }),
    responses: {},
  };
}

/** The stage's settings of routes, with what events say of their throttling. */
function routeSettings({ RouteSettings }: PlainObject, routes: readonly SamRoute[]): PlainObject {
  const fromEvents = routes
    .filter(({ event }) => event.properties.RouteSettings !== undefined)
    .map(({ path, method, event }) => [routeKeyOf(path, method), event.properties.RouteSettings] as const);
  const settings = { ...objectOf(RouteSettings), ...Object.fromEntries(fromEvents) };
  return Object.keys(settings).length > 0 ? { RouteSettings: settings } : {};
}

const routeKeyOf = (path: string, method: string) =>
  path === "$default" ? path : `${method === "any" ? "ANY" : method.toUpperCase()} ${path}`;

const authorizerPermissions = (logicalId: string, { permitted }: HttpAuth): GeneratedResources =>
  Object.fromEntries(
    Object.entries(permitted).map(([name, functionArn]) => [
      `${logicalId}${name}AuthorizerPermission`,
      authorizerPermission(logicalId, functionArn),
    ]),
  );
