import type { HeaderList } from "../../event-parts.ts";
import { parseQuery, requestTime } from "../../event-parts.ts";
import { type GatewayRequest, isRest } from "../request.ts";
import { type PathParameters, splitPath } from "../routes/resource-path.ts";
import { eventBody } from "./body.ts";
import { headerValues, lastOf, lowerCased, presentOnly, single } from "./values.ts";

/** A function's event in format 1.0, as JSON: that of REST APIs, and of HTTP APIs that ask for it. */
export function proxyEvent(request: GatewayRequest): string {
  const body = eventBody(request);
  return JSON.stringify({
    ...(isRest(request) ? {} : { version: "1.0" }),
    ...requestMembers(request),
    requestContext: requestContext(request),
    body: body?.text ?? null,
    isBase64Encoded: body?.isBase64Encoded ?? false,
  });
}

export interface AuthorizerQuestion {
  readonly methodArn: string;
  /** HTTP APIs only: the values of the identity sources. */
  readonly identitySource?: readonly string[];
}

/** A REQUEST authorizer's event in format 1.0, as JSON. */
export function authorizerEvent(request: GatewayRequest, { methodArn, identitySource }: AuthorizerQuestion): string {
  const joinedSource = identitySource?.join(",");
  return JSON.stringify({
    ...(isRest(request) ? {} : { version: "1.0" }),
    type: "REQUEST",
    methodArn,
    ...(identitySource && { identitySource: joinedSource, authorizationToken: joinedSource }),
    ...requestMembers(request),
    requestContext: requestContext(request),
  });
}

/** A TOKEN authorizer's event, as JSON. */
export const tokenEvent = (methodArn: string, authorizationToken: string): string =>
  JSON.stringify({ type: "TOKEN", methodArn, authorizationToken });

function requestMembers(request: GatewayRequest) {
  const { http, route, path, fullPath, stage } = request;
  const headers = headersOf(request);
  const query = parseQuery(http.rawQuery);
  return {
    resource: route.path.text,
    path: isRest(request) ? path : fullPath,
    httpMethod: http.method,
    headers: single(headers, lastOf),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: presentOnly(single(query, lastOf)) ?? null,
    multiValueQueryStringParameters: presentOnly(Object.fromEntries(query)) ?? null,
    pathParameters: presentOnly(pathParametersOf(request)) ?? null,
    stageVariables: stage.variables ?? null,
  };
}

/** REST APIs leave the values as they were sent. */
const pathParametersOf = (request: GatewayRequest): PathParameters =>
  (isRest(request) ? request.route.path.match(splitPath(request.path), (sent) => sent) : undefined) ??
  request.pathParameters;

const headersOf = (request: GatewayRequest): HeaderList =>
  isRest(request) ? request.headers : lowerCased(request.headers);

function requestContext(request: GatewayRequest) {
  const { http, stage, route, domainName, requestId, extendedRequestId, time, fullPath } = request;
  return {
    resourceId: isRest(request) ? route.resourceId : route.key,
    authorizer: authorizerOf(request),
    resourcePath: route.path.text,
    operationName: route.operationName,
    httpMethod: http.method,
    extendedRequestId,
    requestTime: requestTime(time),
    path: fullPath,
    deploymentId: stage.deploymentId,
    accountId: stage.arn.split(":")[4],
    protocol: "HTTP/1.1",
    stage: stage.name,
    domainPrefix: domainName.split(".")[0],
    requestTimeEpoch: time,
    requestId,
    identity: identityOf(request),
    domainName,
    apiId: stage.api.id,
  };
}

function identityOf({ http, headers, caller: { iam, apiKey } }: GatewayRequest) {
  return {
    cognitoIdentityPoolId: null,
    accountId: iam?.accountId ?? null,
    ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
    cognitoIdentityId: null,
    caller: iam?.callerId ?? null,
    sourceIp: http.remoteAddress,
    principalOrgId: null,
    accessKey: iam?.accessKey ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: iam?.userArn ?? null,
    userAgent: headerValues(headers, "user-agent").at(-1) ?? null,
    user: iam?.userId ?? null,
  };
}

/** The context's values stand beside `principalId`; those of REST APIs are all text. */
function authorizerOf(request: GatewayRequest) {
  const { lambda, jwt } = request.caller;
  if (jwt) return jwt;
  if (!lambda) return undefined;
  const context = Object.entries(lambda.context ?? {});
  const values = isRest(request) ? context.map(([name, value]) => [name, String(value)] as const) : context;
  return { ...Object.fromEntries(values), principalId: lambda.principalId };
}
