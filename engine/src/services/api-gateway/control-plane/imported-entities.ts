import { stableId } from "../../../kernel/random.ts";
import type { Stack } from "../../../template/model.ts";
import type {
  Api,
  Authorization,
  Integration,
  JwtAuthorizer,
  LambdaAuthorizer,
  Route,
} from "../http/configuration/model.ts";
import type { ApiParts } from "./declared-entities.ts";
import type { Entity } from "./members.ts";

const ROUTE_ID_LENGTH = 7;
const AUTHORIZER_ID_LENGTH = 6;

/** The parts of an HTTP API that its OpenAPI definition makes, or its `Target`: no resource of the template is behind them. */
export function importedParts(api: Api, stack: Stack): Pick<ApiParts, "routes" | "integrations" | "authorizers"> {
  const [stage] = api.stages.values();
  const routes = (stage?.routes ?? []).filter(({ origin }) => origin.logicalId === api.logicalId);
  const authorizers = routes.flatMap(({ authorization }) => authorizerEntities(authorization, api, stack));
  return {
    routes: routes.map((route) => routeEntity(route, api, stack)),
    integrations: routes.map((route) => ({
      ...integrationEntity(route.integration, stack),
      integrationId: integrationId(route, api),
    })),
    authorizers: [...new Map(authorizers.map((each) => [each.authorizerId, each])).values()],
  };
}

const routeId = ({ key }: Route, { id }: Api) => stableId(`${id}/routes/${key}`, ROUTE_ID_LENGTH);
const integrationId = ({ key }: Route, { id }: Api) => stableId(`${id}/integrations/${key}`, ROUTE_ID_LENGTH);

const AUTHORIZATION_TYPES: Readonly<Record<Authorization["type"], string>> = {
  NONE: "NONE",
  AWS_IAM: "AWS_IAM",
  JWT: "JWT",
  LAMBDA: "CUSTOM",
  // Nobody may call it here.
  SHUT: "CUSTOM",
  UNSUPPORTED: "CUSTOM",
};

function routeEntity(route: Route, api: Api, stack: Stack): Entity {
  const { authorization, apiKeyRequired, operationName, key } = route;
  const [authorizer] = authorizerEntities(authorization, api, stack);
  return {
    apiKeyRequired,
    authorizationType: AUTHORIZATION_TYPES[authorization.type],
    authorizerId: authorizer?.authorizerId,
    ...(authorization.type === "JWT" && { authorizationScopes: authorization.scopes }),
    operationName,
    routeId: routeId(route, api),
    routeKey: key,
    target: `integrations/${integrationId(route, api)}`,
  };
}

function integrationEntity(integration: Integration, stack: Stack): Entity {
  const common = { connectionType: "INTERNET", payloadFormatVersion: "1.0" };
  if (integration.type === "http") {
    const { uri, method, timeoutMs } = integration;
    return {
      ...common,
      integrationType: "HTTP_PROXY",
      integrationUri: uri,
      integrationMethod: method,
      timeoutInMillis: timeoutMs,
    };
  }
  if (integration.type !== "function")
    return { ...common, integrationType: integration.type === "mock" ? "MOCK" : "HTTP_PROXY" };
  const { functionArn, credentialsArn, timeoutMs, payloadFormat } = integration;
  return {
    ...common,
    credentialsArn,
    integrationMethod: "POST",
    integrationType: "AWS_PROXY",
    integrationUri: invocationUri(functionArn, stack),
    payloadFormatVersion: payloadFormat,
    timeoutInMillis: timeoutMs,
  };
}

const invocationUri = (functionArn: string, { partition, region }: Stack) =>
  `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

/** The authorizer that a route asks; none when it asks none. */
function authorizerEntities(authorization: Authorization, { id }: Api, stack: Stack): readonly Entity[] {
  if (authorization.type === "LAMBDA") return [lambdaAuthorizerEntity(authorization.authorizer, stack)];
  return authorization.type === "JWT" ? [jwtAuthorizerEntity(authorization.authorizer, id)] : [];
}

const lambdaAuthorizerEntity = (authorizer: LambdaAuthorizer, stack: Stack): Entity => ({
  authorizerCredentialsArn: authorizer.credentialsArn,
  authorizerId: authorizer.arn.split("/").at(-1),
  authorizerPayloadFormatVersion: authorizer.payloadFormat,
  authorizerResultTtlInSeconds: authorizer.ttlMs / 1000,
  authorizerType: authorizer.kind,
  authorizerUri: invocationUri(authorizer.functionArn, stack),
  enableSimpleResponses: authorizer.simpleResponses,
  identitySource: authorizer.identitySources,
  name: authorizer.name,
});

const jwtAuthorizerEntity = ({ name, issuer, audience, identitySource }: JwtAuthorizer, apiId: string): Entity => ({
  authorizerId: stableId(`${apiId}/${name}`, AUTHORIZER_ID_LENGTH),
  authorizerType: "JWT",
  identitySource: [identitySource],
  jwtConfiguration: { issuer, audience },
  name,
});
