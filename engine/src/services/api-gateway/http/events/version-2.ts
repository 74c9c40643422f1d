import { parseQuery, requestTime } from "../../event-parts.ts";
import type { GatewayRequest } from "../request.ts";
import { eventBody } from "./body.ts";
import { headerValues, joined, lowerCased, presentOnly, single } from "./values.ts";

/** A function's event in format 2.0, as JSON. What does not apply is left out. */
export function proxyEvent(request: GatewayRequest): string {
  const body = eventBody(request);
  return JSON.stringify({
    version: "2.0",
    routeKey: request.route.key,
    ...requestMembers(request),
    requestContext: requestContext(request),
    body: body?.text,
    pathParameters: presentOnly(request.pathParameters),
    isBase64Encoded: body?.isBase64Encoded ?? false,
    stageVariables: request.stage.variables,
  });
}

/** A REQUEST authorizer's event in format 2.0, as JSON. */
export function authorizerEvent(request: GatewayRequest, identitySource: readonly string[], routeArn: string): string {
  return JSON.stringify({
    version: "2.0",
    type: "REQUEST",
    routeArn,
    identitySource: identitySource.length > 0 ? identitySource : null,
    routeKey: request.route.key,
    ...requestMembers(request),
    requestContext: requestContext(request),
    pathParameters: presentOnly(request.pathParameters),
    stageVariables: request.stage.variables,
  });
}

function requestMembers({ http, headers, rawPath }: GatewayRequest) {
  const cookies = headerValues(headers, "cookie")
    .flatMap((line) => line.split(/;\s*/))
    .filter(Boolean);
  return {
    rawPath,
    rawQueryString: http.rawQuery,
    cookies: cookies.length > 0 ? cookies : undefined,
    headers: single(
      lowerCased(headers).filter(([name]) => name !== "cookie"),
      joined,
    ),
    queryStringParameters: presentOnly(single(parseQuery(http.rawQuery), joined)),
  };
}

function requestContext(request: GatewayRequest) {
  const { http, stage, route, domainName, headers, requestId, time, fullPath } = request;
  return {
    accountId: accountOf(request),
    apiId: stage.api.id,
    authorizer: authorizerOf(request),
    domainName,
    domainPrefix: domainName.split(".")[0],
    http: {
      method: http.method,
      path: fullPath,
      protocol: "HTTP/1.1",
      sourceIp: http.remoteAddress,
      userAgent: headerValues(headers, "user-agent").at(-1) ?? "",
    },
    requestId,
    routeKey: route.key,
    stage: stage.name,
    time: requestTime(time),
    timeEpoch: time,
  };
}

/** Calls without a signature to a function's URL are anonymous. */
function accountOf({ stage: { api, arn }, caller }: GatewayRequest): string {
  if (api.type !== "function-url") return arn.split(":")[4] ?? "";
  return caller.iam?.accountId ?? "anonymous";
}

function authorizerOf({ caller: { lambda, jwt, iam } }: GatewayRequest) {
  if (jwt) return { jwt };
  if (lambda) return { lambda: lambda.context ?? null };
  if (iam) return { iam: { ...iam, cognitoIdentity: null, principalOrgId: null } };
  return undefined;
}
