import { defined, isObject, listOf, objectOf, type PlainObject, pick, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { codeLocation } from "../../expansion/code.ts";
import { type Expander, hashOf, kept, ref, type SamContext, sub } from "../../expansion/context.ts";
import { definitionOf, targetUri, withOperations, withRoutes } from "../open-api.ts";
import { routesOf, type SamRoute } from "../routes.ts";
import {
  type RestAuth,
  restAuth,
  restAuthorizerPermissions,
  restSecurityOf,
  schemesFor,
  withDefaultSecurity,
} from "./rest-auth.ts";
import { corsOperation, restCors } from "./rest-cors.ts";
import { restDomain } from "./rest-domain.ts";
import { usagePlan } from "./usage-plan.ts";

export const REST_API_PROPERTIES = [
  "AccessLogSetting",
  "AlwaysDeploy",
  "ApiKeySourceType",
  "Auth",
  "BinaryMediaTypes",
  "CacheClusterEnabled",
  "CacheClusterSize",
  "CanarySetting",
  "Cors",
  "DefinitionBody",
  "DefinitionUri",
  "Description",
  "DisableExecuteApiEndpoint",
  "Domain",
  "EndpointAccessMode",
  "EndpointConfiguration",
  "FailOnWarnings",
  "GatewayResponses",
  "MergeDefinitions",
  "MethodSettings",
  "MinimumCompressionSize",
  "Mode",
  "Models",
  "Name",
  "OpenApiVersion",
  "Policy",
  "PropagateTags",
  "SecurityPolicy",
  "StageName",
  "Tags",
  "TracingEnabled",
  "Variables",
];

const API_PROPERTIES = [
  "ApiKeySourceType",
  "BinaryMediaTypes",
  "Description",
  "DisableExecuteApiEndpoint",
  "FailOnWarnings",
  "MinimumCompressionSize",
  "Mode",
  "Name",
  "Policy",
];

const STAGE_PROPERTIES = [
  "AccessLogSetting",
  "CacheClusterEnabled",
  "CacheClusterSize",
  "CanarySetting",
  "MethodSettings",
  "TracingEnabled",
  "Variables",
];

const IMPLICIT_STAGE = "Prod";

/** AWS::Serverless::Api: a REST API defined by an OpenAPI body, its deployment and its stage. */
export const restApi: Expander = (declaration, context) => {
  const { logicalId, properties } = declaration;
  const auth = restAuth(declaration, context);
  const definition = definitionProperties(declaration, auth, context);
  const stageName = properties.StageName ?? IMPLICIT_STAGE;
  const stageId = `${logicalId}${typeof stageName === "string" ? stageName : ""}Stage`;
  const domain = restDomain(declaration, stageId, context);
  const deploymentId = `${logicalId}Deployment${hashOf(definition)}`;
  return {
    aliases: { [`${logicalId}.Stage`]: stageId, [`${logicalId}.Deployment`]: deploymentId, ...domain.aliases },
    resources: {
      [logicalId]: {
        Type: "AWS::ApiGateway::RestApi",
        ...kept(declaration),
        Properties: { ...definition, ...pick(properties, API_PROPERTIES), ...endpointOf(properties) },
      },
      [deploymentId]: {
        Type: "AWS::ApiGateway::Deployment",
        Properties: { RestApiId: ref(logicalId), StageName: "Stage" },
      },
      [stageId]: {
        Type: "AWS::ApiGateway::Stage",
        Properties: {
          RestApiId: ref(logicalId),
          DeploymentId: ref(deploymentId),
          StageName: stageName,
          ...pick(properties, STAGE_PROPERTIES),
        },
      },
      ...restAuthorizerPermissions(logicalId, auth),
      ...domain.resources,
      ...usagePlan(logicalId, stageId, auth),
    },
  };
};

function endpointOf({ EndpointConfiguration }: PlainObject): PlainObject {
  if (EndpointConfiguration === undefined) return {};
  if (!isObject(EndpointConfiguration)) return { EndpointConfiguration: { Types: [EndpointConfiguration] } };
  const { Type, VPCEndpointIds } = EndpointConfiguration;
  return { EndpointConfiguration: defined({ Types: listOf(Type), VpcEndpointIds: VPCEndpointIds }) };
}

function definitionProperties(declaration: Declaration, auth: RestAuth, context: SamContext): PlainObject {
  const { logicalId, properties } = declaration;
  const { body, uri } = definitionOf(properties);
  if (uri !== undefined) {
    const place = codeLocation(uri);
    return { BodyS3Location: isObject(place) ? { Bucket: place.S3Bucket, Key: place.S3Key } : place };
  }
  const merges = body === undefined || String(properties.MergeDefinitions) === "true";
  const routes = merges ? routesOf(logicalId, "Api", context) : [];
  const written = body ?? emptyDefinition(properties);
  const guarded = withOperations(objectOf(written.paths), (operation, method) =>
    withDefaultSecurity(operation, method, auth),
  );
  const paths = withRoutes(guarded, routes, (route) => operationOf(route, auth));
  const asked = Object.values(guarded).flatMap((methods) => Object.values(objectOf(methods)).map(objectOf));
  const askedByEvents = routes.map(({ event }) => restSecurityOf(event, auth));
  return {
    Body: {
      ...written,
      paths: withCors(paths, declaration, auth, context),
      ...securitySchemes(written, schemesFor(auth, [...asked, ...askedByEvents])),
      ...mediaTypes(properties),
      ...auth.policy,
    },
  };
}

function emptyDefinition({ OpenApiVersion }: PlainObject): PlainObject {
  const version = textOf(OpenApiVersion) ?? "2.0";
  const format = version.startsWith("3") ? { openapi: version } : { swagger: "2.0" };
  return { ...format, info: { version: "1.0", title: ref("AWS::StackName") } };
}

/** Swagger 2 and OpenAPI 3 keep them in different places. */
function securitySchemes(written: PlainObject, schemes: PlainObject): PlainObject {
  if (Object.keys(schemes).length === 0) return {};
  if (written.openapi === undefined)
    return { securityDefinitions: { ...objectOf(written.securityDefinitions), ...schemes } };
  const components = objectOf(written.components);
  return { components: { ...components, securitySchemes: { ...objectOf(components.securitySchemes), ...schemes } } };
}

/** The binary media types. In the template `~1` stands for `/`. */
function mediaTypes({ BinaryMediaTypes }: PlainObject): PlainObject {
  const types = listOf(BinaryMediaTypes).map((type) => textOf(type)?.replaceAll("~1", "/") ?? type);
  return types.length > 0 ? { "x-amazon-apigateway-binary-media-types": types } : {};
}

function withCors(paths: PlainObject, declaration: Declaration, auth: RestAuth, context: SamContext): PlainObject {
  const cors = restCors(declaration, context);
  if (!cors) return paths;
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => {
      if (!isObject(methods) || Object.hasOwn(methods, "options")) return [path, methods];
      return [path, { options: { ...corsOperation(cors, Object.keys(methods)), ...auth.corsSecurity }, ...methods }];
    }),
  );
}

function operationOf(route: SamRoute, auth: RestAuth): PlainObject {
  const { event, target } = route;
  const { TimeoutInMillis } = event.properties;
  const parameters = parametersOf(route);
  const integration = target.service === "Lambda" ? functionIntegration(route) : startExecution(route);
  return {
    "x-amazon-apigateway-integration": {
      httpMethod: "POST",
      ...integration,
      ...(TimeoutInMillis !== undefined && { timeoutInMillis: TimeoutInMillis }),
    },
    ...restSecurityOf(event, auth),
    ...(parameters.length > 0 && { parameters }),
    responses: target.service === "Lambda" ? {} : EXECUTION_RESPONSES,
  };
}

const functionIntegration = ({ target }: SamRoute) => ({ type: "aws_proxy", uri: targetUri(target) });

const EXECUTION_RESPONSES = { "200": { description: "OK" }, "400": { description: "Bad Request" } };

/** An Api event of a state machine starts an execution with the request's body. */
const startExecution = ({ event, target }: SamRoute): PlainObject => ({
  type: "aws",
  uri: sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"),
  credentials: { "Fn::GetAtt": [`${event.logicalId}Role`, "Arn"] },
  requestTemplates: {
    "application/json": sub(
      `{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "${target.arnVariable}"}`,
    ),
  },
  responses: { "200": { statusCode: "200" }, "400": { statusCode: "400" } },
});

const PARAMETER_PLACES: Readonly<Record<string, string>> = { querystring: "query", path: "path", header: "header" };

/** `method.request.querystring.q`, or `{"method.request.header.H": {Required: true}}`. */
function parametersOf({ event }: SamRoute): readonly PlainObject[] {
  return listOf(event.properties.RequestParameters).flatMap((parameter) => {
    const [key = "", settings] = isObject(parameter) ? (Object.entries(parameter)[0] ?? []) : [String(parameter)];
    const [, place = "", name] = /^method\.request\.(querystring|path|header)\.(.+)$/.exec(key) ?? [];
    const required = String(objectOf(settings).Required) === "true" || place === "path";
    return name === undefined ? [] : [{ name, in: PARAMETER_PLACES[place], type: "string", required }];
  });
}
