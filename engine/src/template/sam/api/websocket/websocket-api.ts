import type { Location } from "../../../../kernel/errors.ts";
import { isObject, objectOf, type PlainObject, pick } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { type Expander, type GeneratedResources, ref, type SamContext, samMistake } from "../../expansion/context.ts";
import { customDomain } from "../custom-domain.ts";
import { invocationUri, invokePermission } from "../invocation.ts";
import { authorizerResources, type ConnectAuth, connectAuth } from "./websocket-auth.ts";

export const WEBSOCKET_API_PROPERTIES = [
  "AccessLogSettings",
  "ApiKeySelectionExpression",
  "Auth",
  "DefaultRouteSettings",
  "Description",
  "DisableExecuteApiEndpoint",
  "DisableSchemaValidation",
  "Domain",
  "FailOnWarnings",
  "IpAddressType",
  "Name",
  "PropagateTags",
  "RouteSelectionExpression",
  "RouteSettings",
  "Routes",
  "StageName",
  "StageVariables",
  "Tags",
];

/** The properties that the API itself takes over as they are. */
const API_PROPERTIES = [
  "ApiKeySelectionExpression",
  "Description",
  "DisableExecuteApiEndpoint",
  "DisableSchemaValidation",
  "IpAddressType",
  "RouteSelectionExpression",
];

const STAGE_PROPERTIES = ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"];

const ROUTE_PROPERTIES = [
  "ApiKeyRequired",
  "ModelSelectionExpression",
  "OperationName",
  "RequestModels",
  "RequestParameters",
  "RouteResponseSelectionExpression",
];

const DEFAULT_STAGE = "default";
const CREATED_BY = { "websocketapi:createdBy": "SAM" };

/** AWS::Serverless::WebSocketApi: the API, a route with integration and permission each, its stage and authorizer. */
export const webSocketApi: Expander = (declaration, context) => {
  const { logicalId, properties } = declaration;
  const routes = readRoutes(declaration, context);
  const auth = connectAuth(declaration, routes.has("$connect"), context);
  const stageName = properties.StageName ?? DEFAULT_STAGE;
  const stageId = stageLogicalId(logicalId, stageName);
  const expanded = [...routes].map(([key, route]) => ({
    routeId: `${routeIdBase(logicalId, key)}Route`,
    resources: routeResources(logicalId, { key, route, stageName, auth }),
  }));
  const tags = { ...objectOf(properties.Tags), ...CREATED_BY };
  const shared = String(properties.PropagateTags) === "true" ? tags : CREATED_BY;
  const domain = customDomain(declaration, stageId, shared, context);
  return {
    aliases: { [`${logicalId}.Stage`]: stageId, ...domain.aliases },
    resources: {
      [logicalId]: {
        Type: "AWS::ApiGatewayV2::Api",
        ...pick(declaration.body, ["DependsOn"]),
        Properties: {
          Name: properties.Name ?? logicalId,
          ProtocolType: "WEBSOCKET",
          ...pick(properties, API_PROPERTIES),
          Tags: tags,
        },
      },
      ...(Object.assign({}, ...expanded.map(({ resources }) => resources)) as GeneratedResources),
      ...domain.resources,
      [stageId]: {
        Type: "AWS::ApiGatewayV2::Stage",
        // Settings of a single route need that route to exist.
        ...(properties.RouteSettings !== undefined && { DependsOn: expanded.map(({ routeId }) => routeId) }),
        Properties: {
          ApiId: ref(logicalId),
          StageName: stageName,
          AutoDeploy: true,
          ...pick(properties, STAGE_PROPERTIES),
          Tags: shared,
        },
      },
      ...authorizerResources(logicalId, auth),
    },
  };
};

/** A name that a function gives is no part of the stage's logical id. */
function stageLogicalId(logicalId: string, stageName: unknown): string {
  if (stageName === DEFAULT_STAGE) return `${logicalId}DefaultStage`;
  return `${logicalId}${typeof stageName === "string" ? stageName : ""}Stage`;
}

function readRoutes({ properties, location }: Declaration, context: SamContext): ReadonlyMap<string, PlainObject> {
  const { positions } = context;
  const at = positions.at(properties, "Routes") ?? location;
  const routes = objectOf(context.settle(properties.Routes, at));
  if (Object.keys(routes).length === 0) throw samMistake("Routes needs at least one route.", at);
  if (properties.StageName === "$default")
    throw samMistake("A WebSocket API cannot have a stage $default.", positions.at(properties, "StageName") ?? at);
  return new Map(
    Object.entries(routes).map(([key, route]) => [key, readRoute(key, route, positions.at(routes, key) ?? at)]),
  );
}

const LIFECYCLE_ROUTES = ["$connect", "$disconnect", "$default"];
const ROUTE_KEY = /^[\p{L}\p{N}]+$/u;

function readRoute(key: string, route: unknown, at: Location): PlainObject {
  if (!LIFECYCLE_ROUTES.includes(key) && !ROUTE_KEY.test(key))
    throw samMistake(`Route key ${key} must consist of letters and digits; $connect, $disconnect, $default aside.`, at);
  if (!isObject(route) || route.FunctionArn === undefined) throw samMistake(`Route ${key} needs a FunctionArn.`, at);
  if (route.RequestParameters !== undefined && key !== "$connect")
    throw samMistake(`Route ${key} cannot have RequestParameters; only $connect takes them.`, at);
  return route;
}

/** `$connect` → `ApiConnect`, `sendMessage` → `ApiSendmessage`. */
function routeIdBase(logicalId: string, key: string): string {
  const name = key.replace("$", "");
  return `${logicalId}${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`;
}

interface RouteOptions {
  readonly key: string;
  readonly route: PlainObject;
  readonly stageName: unknown;
  readonly auth: ConnectAuth;
}

function routeResources(logicalId: string, { key, route, stageName, auth }: RouteOptions): GeneratedResources {
  const base = routeIdBase(logicalId, key);
  const { FunctionArn, IntegrationTimeout } = route;
  return {
    [`${base}Route`]: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: ref(logicalId),
        RouteKey: key,
        ...pick(route, ROUTE_PROPERTIES),
        ...(key === "$connect" && auth.route),
        Target: { "Fn::Join": ["/", ["integrations", ref(`${base}Integration`)]] },
      },
    },
    [`${base}Integration`]: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: ref(logicalId),
        IntegrationType: "AWS_PROXY",
        IntegrationUri: invocationUri(FunctionArn, "FunctionArn"),
        ...(IntegrationTimeout !== undefined && { TimeoutInMillis: IntegrationTimeout }),
      },
    },
    [`${base}Permission`]: invokePermission(FunctionArn, sourceArn(logicalId, stageName, key)),
  };
}

function sourceArn(logicalId: string, stageName: unknown, key: string): PlainObject {
  const arn = (stage: string) =>
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${logicalId}.ApiId}/${stage}/${key}`;
  if (typeof stageName === "string") return { "Fn::Sub": arn(stageName) };
  return { "Fn::Sub": [arn("${__StageName__}"), { __StageName__: stageName }] };
}
