import { authorizerOf, domainNameOf, type RunningApi, readApis, routeTo, stageVariablesOf } from "./apis.ts";
import {
  firstOf,
  gatewayId,
  names,
  requestTime,
  type Sample,
  type SampleContext,
  SOURCE_IP,
  USER_AGENT,
} from "./context.ts";

interface Request {
  readonly routeKey: string;
  readonly method: string;
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

/** A request that a route takes: each parameter of its path has its own name for a value. */
function requestFor(routeKey: string): Request {
  const [verb = "", pattern = "/"] = routeKey === "$default" ? ["ANY", "/"] : routeKey.split(/\s+/);
  const parameters = [...pattern.matchAll(/\{([\w-]+)\+?\}/g)].map(([, name = ""]) => [name, name] as const);
  return {
    routeKey,
    method: verb === "ANY" ? "GET" : verb,
    path: pattern.replace(/\{([\w-]+)\+?\}/g, "$1"),
    pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
  };
}

const REST_API: Omit<RunningApi, "apiId" | "stage"> = {
  protocolType: "HTTP",
  selection: "",
  routes: [],
  integrations: [],
  authorizers: [],
};

/** A request to the function's route. A REST API's routes are not known here: its root is called. */
export async function http(context: SampleContext): Promise<Sample> {
  const apis = await readApis(context.engine, "HTTP");
  const found = routeTo(context, apis, () => true);
  if (found) {
    const make = found.integration?.payloadFormatVersion === "1.0" ? version1 : version2;
    return make(requestFor(String(found.route.routeKey)), found.api, context);
  }
  const restApi = firstOf(context, "AWS::ApiGateway::RestApi");
  if (restApi !== undefined && !hasUrl(context)) {
    const stage = { stageName: firstOf(context, "AWS::ApiGateway::Stage") ?? "Prod" };
    return version1(requestFor("GET /"), { ...REST_API, apiId: restApi, stage }, context);
  }
  const [api = { ...REST_API, apiId: "url", stage: { stageName: "$default" } }] = apis;
  return version2(requestFor("$default"), api, context);
}

const hasUrl = ({ stack, target }: SampleContext) =>
  stack.resources.some(({ type, physicalId }) => type === "AWS::Lambda::Url" && names(target, physicalId));

const headersFor = (host: string) => ({
  accept: "*/*",
  "content-length": "0",
  host,
  "user-agent": USER_AGENT,
  "x-amzn-trace-id": "Root=1-00000000-000000000000000000000000",
  "x-forwarded-for": SOURCE_IP,
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
});

function context2({ routeKey, method, path }: Request, api: RunningApi, { stack }: SampleContext) {
  const [now, domainName] = [Date.now(), domainNameOf(api, stack)];
  return {
    accountId: stack.accountId,
    apiId: api.apiId,
    domainName,
    domainPrefix: api.apiId,
    http: { method, path, protocol: "HTTP/1.1", sourceIp: SOURCE_IP, userAgent: USER_AGENT },
    requestId: gatewayId(),
    routeKey,
    stage: api.stage.stageName,
    time: requestTime(now),
    timeEpoch: now,
  };
}

function version2(request: Request, api: RunningApi, context: SampleContext): Sample {
  return {
    version: "2.0",
    routeKey: request.routeKey,
    rawPath: request.path,
    rawQueryString: "",
    headers: headersFor(domainNameOf(api, context.stack)),
    requestContext: context2(request, api, context),
    pathParameters: request.pathParameters,
    isBase64Encoded: false,
    stageVariables: stageVariablesOf(api),
  };
}

function version1(request: Request, api: RunningApi, { stack }: SampleContext): Sample {
  const [now, domainName, requestId] = [Date.now(), domainNameOf(api, stack), gatewayId()];
  const { routeKey, method, path, pathParameters } = request;
  const isHttpApi = api.routes.length > 0;
  const headers = headersFor(domainName);
  const resource = routeKey.split(/\s+/).at(-1);
  return {
    ...(isHttpApi && { version: "1.0" }),
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: pathParameters ?? null,
    stageVariables: stageVariablesOf(api) ?? null,
    requestContext: {
      resourceId: routeKey,
      resourcePath: resource,
      httpMethod: method,
      extendedRequestId: requestId,
      requestTime: requestTime(now),
      path: `/${api.stage.stageName}${path}`,
      accountId: stack.accountId,
      protocol: "HTTP/1.1",
      stage: api.stage.stageName,
      domainPrefix: api.apiId,
      requestTimeEpoch: now,
      requestId,
      identity: { sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      domainName,
      apiId: api.apiId,
    },
    body: null,
    isBase64Encoded: false,
  };
}

/** The question to a Lambda authorizer of an HTTP API; undefined when the function is none. */
export async function httpAuthorizer(context: SampleContext): Promise<Sample | undefined> {
  const found = authorizerOf(context, await readApis(context.engine, "HTTP"));
  if (!found) return undefined;
  const { api, authorizer } = found;
  const asked = api.routes.find(({ authorizerId }) => authorizerId === authorizer.authorizerId);
  const request = requestFor(String(asked?.routeKey ?? "$default"));
  const { partition, region, accountId } = context.stack;
  const sources = (authorizer.identitySource ?? []) as readonly string[];
  const headers = sources
    .filter((source) => source.startsWith("$request.header."))
    .map((source) => source.split(".").at(-1)?.toLowerCase() ?? "");
  const arn = `arn:${partition}:execute-api:${region}:${accountId}:${api.apiId}/${api.stage.stageName}/${request.method}${request.path}`;
  const { isBase64Encoded: _none, ...event } = version2(request, api, context);
  return {
    ...event,
    type: "REQUEST",
    routeArn: arn,
    identitySource: sources.length > 0 ? sources.map((source) => source.split(".").at(-1)) : null,
    headers: { ...(event.headers as object), ...Object.fromEntries(headers.map((name) => [name, name])) },
  };
}
