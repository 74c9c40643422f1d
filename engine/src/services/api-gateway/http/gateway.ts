import type { Clock } from "../../../kernel/clock.ts";
import { type Random, uuid } from "../../../kernel/random.ts";
import type { HttpClaim, HttpReply, HttpRequest } from "../../../wire/http.ts";
import { forwardedHeaders } from "../forwarded-headers.ts";
import { isRefusal, type Refusal, refusal } from "./authorizers/admission.ts";
import { type AuthorizeDependencies, authorize } from "./authorizers/authorize.ts";
import type { Route } from "./configuration/model.ts";
import { isPreflight, preflightReply, withCors } from "./cors.ts";
import type { Dialect } from "./dialects.ts";
import type { Endpoint, FindEndpoint } from "./endpoint.ts";
import { headerValues } from "./events/headers.ts";
import { extendedRequestId, traceId } from "./ids.ts";
import type { Integrate } from "./integrations/integrate.ts";
import type { GatewayRequest } from "./request.ts";
import { answerReply, refusalReply } from "./responses.ts";
import { compileResourcePath } from "./routes/resource-path.ts";
import { selectors } from "./routes/select.ts";

export interface GatewayDependencies extends AuthorizeDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly findEndpoint: FindEndpoint;
  readonly integrate: Integrate;
}

/** Of a request that no route takes. */
const NO_ROUTE: Route = {
  key: "",
  method: "ANY",
  path: compileResourcePath("$default"),
  authorization: { type: "NONE" },
  apiKeyRequired: false,
  integration: { type: "unsupported", reason: "there is no route" },
  operationName: undefined,
  resourceId: undefined,
  ignored: [],
  origin: { logicalId: "", path: [] },
};

/** Takes the requests to HTTP APIs, REST APIs and function URLs; undefined for those that lead to none of them. */
export function createGateway(tools: GatewayDependencies): (request: HttpRequest) => HttpClaim | undefined {
  return (http) => {
    const endpoint = tools.findEndpoint(http.host, http.rawPath);
    return endpoint && { open: true, answer: () => answer(http, endpoint) };
  };

  async function answer(http: HttpRequest, endpoint: Endpoint): Promise<HttpReply> {
    const request = read(http, endpoint);
    const { api } = request.stage;
    const { cors } = api;
    if (cors && isPreflight(http)) return identified(preflightReply(cors, http), request);
    const reply = await handle(request);
    return identified(cors ? withCors(reply, cors, http.headers.origin) : reply, request);
  }

  function read(http: HttpRequest, { stage, domainName, path, fullPath, rawPath }: Endpoint): GatewayRequest {
    const { clock, random } = tools;
    const time = clock.now();
    const selected = selectors[stage.api.dialect.name](stage.routes, http.method, path);
    const extendedId = extendedRequestId(random);
    const forwarding = { host: domainName, sourceIp: http.remoteAddress, traceId: traceId(time, random) };
    return {
      http,
      stage,
      route: selected?.route ?? NO_ROUTE,
      pathParameters: selected?.pathParameters ?? {},
      path,
      fullPath,
      rawPath,
      domainName,
      headers: forwardedHeaders(http.rawHeaders, forwarding, ["keep-alive", "te"]),
      requestId: stage.api.dialect.name === "http-api" ? extendedId : uuid(random),
      extendedRequestId: extendedId,
      time,
      caller: {},
    };
  }

  async function handle(request: GatewayRequest): Promise<HttpReply> {
    const outcome = await decide(request);
    const { dialect } = request.stage.api;
    const refused = isRefusal(outcome);
    const reply = refused ? refusalReply(dialect, outcome) : outcome;
    const durationMs = tools.clock.now() - request.time;
    const data = { status: reply.status, durationMs, ...(refused && { reason: outcome.reason }) };
    tools.journal.request(refused ? "refuse" : "request", request, data);
    return reply;
  }

  async function decide(request: GatewayRequest): Promise<HttpReply | Refusal> {
    const { http, route, stage } = request;
    if (route === NO_ROUTE) return refusal("notFound", "no route takes it");
    if (http.body.length > stage.api.dialect.largestBodyBytes) return refusal("tooLarge", "its body is too large");
    const admission = await authorize(request, tools);
    if (isRefusal(admission)) return admission;
    const known = { ...request, caller: admission };
    const result = await tools.integrate(known);
    return isRefusal(result) ? result : answerReply(result, known);
  }
}

/** With the ids by which AWS finds a request again. */
function identified(reply: HttpReply, request: GatewayRequest): HttpReply {
  const { dialect } = request.stage.api;
  return {
    ...reply,
    headers: { [dialect.requestIdHeader]: request.requestId, ...TRACES[dialect.name](request), ...reply.headers },
  };
}

const traceOf = ({ headers }: GatewayRequest) => headerValues(headers, "x-amzn-trace-id").at(-1) ?? "";

const TRACES: Readonly<Record<Dialect["name"], (request: GatewayRequest) => Readonly<Record<string, string>>>> = {
  "function-url": (request) => ({ "x-amzn-trace-id": traceOf(request) }),
  "http-api": () => ({}),
  "rest-api": (request) => ({ "x-amz-apigw-id": request.extendedRequestId, "x-amzn-trace-id": traceOf(request) }),
};
