import { maskKey } from "../../../kernel/masking.ts";
import { type Random, uuid } from "../../../kernel/random.ts";
import type { HttpClaim, HttpReply, HttpRequest } from "../../../wire/http.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { type Access, createAccess } from "../access.ts";
import type { Address } from "../addresses.ts";
import { forwardedHeaders, rootOf } from "../event-parts.ts";
import { gatewayResponse, isGatewayResponse } from "../gateway-responses.ts";
import type { InvokeLambda } from "../invoke-lambda.ts";
import { authorize } from "./authorizers/authorize.ts";
import { createJwtCheck } from "./authorizers/jwt/check.ts";
import { createFetchText, createSigningKeys } from "./authorizers/jwt/signing-keys.ts";
import { createLambdaAuthorizers } from "./authorizers/lambda-authorizer.ts";
import type { Route, Stage } from "./configuration/model.ts";
import { isPreflight, preflightReply, withCors } from "./cors.ts";
import { DIALECTS, type HttpType } from "./dialects.ts";
import { headerValues } from "./events/values.ts";
import { createIntegrate } from "./integrations/integrate.ts";
import { createGatewayJournal } from "./journal.ts";
import type { GatewayRequest, Response } from "./request.ts";
import { answerReply, responseReply } from "./responses.ts";
import { compileResourcePath } from "./routes/resource-path.ts";
import { selectors } from "./routes/select.ts";

export interface HttpGatewayDependencies {
  readonly context: ServiceContext;
  readonly access: Access;
  readonly invoke: InvokeLambda;
}

/** Takes the requests to HTTP APIs, REST APIs and function URLs. */
export type HttpGateway = (address: Address<Stage>, request: HttpRequest) => HttpClaim;

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

export function createHttpGateway({ context, access, invoke }: HttpGatewayDependencies): HttpGateway {
  const { clock, timeouts, random, tracer, settings, faults } = context;
  const journal = createGatewayJournal(context.journal, tracer);
  const integrate = createIntegrate({ timeouts, invoke });
  const keys = createSigningKeys(clock, createFetchText(clock), settings.passthrough);
  const authorizing = {
    clock,
    journal,
    access: { "execute-api": access, lambda: createAccess(context, "lambda") },
    askAuthorizer: createLambdaAuthorizers({ clock, invoke }),
    checkJwt: createJwtCheck(keys, clock),
  };

  return (address, http) => ({ open: true, answer: () => tracer.trace(() => answer(http, address)) });

  async function answer(http: HttpRequest, address: Address<Stage>): Promise<HttpReply> {
    const request = read(http, address);
    const { api } = request.stage;
    const { cors } = api;
    if (cors && isPreflight(http)) return identified(preflightReply(cors, http), request);
    const reply = await handle(request);
    return identified(cors ? withCors(reply, cors, http.headers.origin) : reply, request);
  }

  function read(http: HttpRequest, address: Address<Stage>): GatewayRequest {
    const { stage, domainName, fullPath, rawPath } = address;
    // A REST API overlooks slashes too many behind the stage (recorded on AWS).
    const path = stage.api.type === "rest-api" ? address.path.replace(/^\/{2,}/, "/") : address.path;
    const time = clock.now();
    const selected = selectors[stage.api.type](stage.routes, http.method, path);
    const extendedId = extendedRequestId(random);
    const forwarding = { host: domainName, sourceIp: http.remoteAddress, traceId: rootOf(tracer) };
    return {
      span: tracer.current,
      http,
      stage,
      route: selected?.route ?? NO_ROUTE,
      pathParameters: selected?.pathParameters ?? {},
      path,
      fullPath,
      rawPath,
      domainName,
      headers: forwardedHeaders(http.rawHeaders, forwarding, ["keep-alive", "te"]),
      requestId: stage.api.type === "http-api" ? extendedId : uuid(random),
      extendedRequestId: extendedId,
      time,
      caller: {},
    };
  }

  async function handle(request: GatewayRequest): Promise<HttpReply> {
    const outcome = await decide(request);
    const refused = isGatewayResponse(outcome);
    const reply = refused ? responseReply(request.stage.api.type, outcome) : outcome;
    const durationMs = clock.now() - request.time;
    const data = {
      path: maskKey(request.fullPath),
      status: reply.status,
      bytes: { in: request.http.body.length, out: reply.body === undefined ? 0 : Buffer.byteLength(reply.body) },
      durationMs,
      ...(refused && { reason: outcome.reason }),
    };
    journal.request(refused ? "refuse" : "request", request, data);
    return reply;
  }

  async function decide(request: GatewayRequest): Promise<HttpReply | Response> {
    const { http, route, stage } = request;
    if (route === NO_ROUTE) return gatewayResponse("notFound", "no route takes it");
    if (http.body.length > DIALECTS[stage.api.type].largestBodyBytes)
      return gatewayResponse("tooLarge", "its body is too large");
    const fault = faults.meet && (await faults.meet("request", factsOf(request)));
    if (fault) return gatewayResponse(FAULTS[fault.kind], "a fault on purpose");
    const caller = await tracer.within(request.span, () => authorize(request, authorizing));
    if (isGatewayResponse(caller)) return caller;
    const known = { ...request, caller };
    const result = await tracer.within(request.span, () => integrate(known));
    return isGatewayResponse(result) ? result : answerReply(result, known);
  }
}

const FAULTS = { throttled: "throttled", error: "internal" } as const;

const factsOf = ({ stage, route, requestId }: GatewayRequest) => ({
  api: stage.api.id,
  stage: stage.name,
  route: route.key,
  trace: { requestId },
});

/** With the ids by which AWS finds a request again. */
function identified(reply: HttpReply, request: GatewayRequest): HttpReply {
  const { type } = request.stage.api;
  const { requestIdHeader } = DIALECTS[type];
  return { ...reply, headers: { [requestIdHeader]: request.requestId, ...TRACES[type](request), ...reply.headers } };
}

const traceOf = ({ headers }: GatewayRequest) => headerValues(headers, "x-amzn-trace-id").at(-1) ?? "";

const TRACES: Readonly<Record<HttpType, (request: GatewayRequest) => Readonly<Record<string, string>>>> = {
  "function-url": (request) => ({ "x-amzn-trace-id": traceOf(request) }),
  "http-api": () => ({}),
  "rest-api": (request) => ({ "x-amz-apigw-id": request.extendedRequestId, "x-amzn-trace-id": traceOf(request) }),
};

/** 11 bytes in URL-safe base64: 16 characters ending in one `=`, as API Gateway's extended request ids. */
const extendedRequestId = (random: Random) => `${random.bytes(11).toString("base64url")}=`;
