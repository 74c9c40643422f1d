import { authorizerOf, domainNameOf, missing, type RunningApi, readApis, routeTo, stageVariablesOf } from "./apis.ts";
import { gatewayId, requestTime, type Sample, type SampleContext, SOURCE_IP, USER_AGENT } from "./context.ts";

type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

interface Chosen {
  readonly api: RunningApi;
  readonly routeKey: string;
  readonly isAuthorized: boolean;
}

/** The route of the function, or else one of the stack's first WebSocket API. */
async function choose(context: SampleContext, fits: (key: string) => boolean, otherwise: string): Promise<Chosen> {
  const apis = await readApis(context.engine, "WEBSOCKET");
  const found = routeTo(context, apis, fits);
  const api = found?.api ?? apis[0];
  if (!api) throw missing("WebSocket API");
  const connect = api.routes.find(({ routeKey }) => routeKey === "$connect");
  const isAuthorized = connect?.authorizationType === "CUSTOM";
  return { api, routeKey: String(found?.route.routeKey ?? otherwise), isAuthorized };
}

/** Members in the order of AWS's events; those that are undefined disappear. */
function requestContext(
  { api, routeKey, isAuthorized }: Chosen,
  { stack }: SampleContext,
  { eventType, ...members }: { eventType: EventType; messageId?: string; status?: number; reason?: string },
) {
  const [now, requestId] = [Date.now(), gatewayId()];
  return {
    routeKey,
    disconnectStatusCode: members.status,
    authorizer: isAuthorized ? { principalId: "user" } : undefined,
    messageId: members.messageId,
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(now),
    messageDirection: "IN",
    disconnectReason: members.reason,
    stage: String(api.stage.stageName ?? ""),
    connectedAt: now,
    requestTimeEpoch: now,
    identity: { userAgent: USER_AGENT, sourceIp: SOURCE_IP },
    requestId,
    domainName: domainNameOf(api, stack),
    connectionId: gatewayId(),
    apiId: api.apiId,
  };
}

const withLists = (headers: Readonly<Record<string, string>>) => ({
  headers,
  multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
});

const handshakeHeaders = (host: string) => ({
  Host: host,
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
  "User-Agent": USER_AGENT,
  "X-Amzn-Trace-Id": "Root=1-00000000-000000000000000000000000",
  "X-Forwarded-For": SOURCE_IP,
  "X-Forwarded-Port": "443",
  "X-Forwarded-Proto": "https",
});

export async function connect(context: SampleContext): Promise<Sample> {
  const chosen = await choose(context, (key) => key === "$connect", "$connect");
  return {
    ...withLists(handshakeHeaders(domainNameOf(chosen.api, context.stack))),
    stageVariables: stageVariablesOf(chosen.api),
    requestContext: requestContext(chosen, context, { eventType: "CONNECT" }),
    isBase64Encoded: false,
  };
}

const isOfMessages = (key: string) => key !== "$connect" && key !== "$disconnect";

export async function message(context: SampleContext): Promise<Sample> {
  const chosen = await choose(context, isOfMessages, "$default");
  return {
    stageVariables: stageVariablesOf(chosen.api),
    requestContext: requestContext(chosen, context, { eventType: "MESSAGE", messageId: gatewayId() }),
    body: JSON.stringify(bodyFor(chosen)),
    isBase64Encoded: false,
  };
}

/** A body that the API would send to the route: `$request.body.action` and the route `send` make `{"action":"send"}`. */
function bodyFor({ api, routeKey }: Chosen): unknown {
  const path = /^\$\{?request\.body\.([\w.]+)\}?$/.exec(api.selection)?.[1]?.split(".") ?? [];
  const value = routeKey === "$default" ? "hello" : routeKey;
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), path.length > 0 ? value : {});
}

const NORMAL_CLOSURE = 1000;

export async function disconnect(context: SampleContext): Promise<Sample> {
  const chosen = await choose(context, (key) => key === "$disconnect", "$disconnect");
  const host = domainNameOf(chosen.api, context.stack);
  return {
    ...withLists({ Host: host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" }),
    stageVariables: stageVariablesOf(chosen.api),
    requestContext: requestContext(chosen, context, { eventType: "DISCONNECT", status: NORMAL_CLOSURE, reason: "" }),
    isBase64Encoded: false,
  };
}

/** The question to a Lambda authorizer of `$connect`, with a value for each of its identity sources. */
export async function webSocketAuthorizer(context: SampleContext): Promise<Sample | undefined> {
  const { stack } = context;
  const apis = await readApis(context.engine, "WEBSOCKET");
  const found = authorizerOf(context, apis);
  const api = found?.api ?? apis[0];
  if (!api) return undefined;
  const chosen = { api, routeKey: "$connect", isAuthorized: false };
  const sources = ((found?.authorizer.identitySource ?? []) as readonly string[]).map((source) => source.split("."));
  const valuesOf = (kind: string) =>
    Object.fromEntries(sources.filter(([, , place]) => place === kind).map(([, , , name = ""]) => [name, name]));
  const query = valuesOf("querystring");
  const { stageName } = api.stage;
  return {
    type: "REQUEST",
    methodArn: `arn:${stack.partition}:execute-api:${stack.region}:${stack.accountId}:${api.apiId}/${stageName}/$connect`,
    ...withLists({
      ...handshakeHeaders(domainNameOf(api, stack)),
      Connection: "upgrade",
      "content-length": "0",
      Upgrade: "websocket",
      ...valuesOf("header"),
    }),
    queryStringParameters: query,
    multiValueQueryStringParameters: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
    stageVariables: stageVariablesOf(api) ?? {},
    requestContext: requestContext(chosen, context, { eventType: "CONNECT" }),
  };
}
