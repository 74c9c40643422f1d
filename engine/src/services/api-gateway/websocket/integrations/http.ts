import type { MultiValues } from "../../../../languages/selection-expression/index.ts";
import type { HttpAnswer, HttpCall } from "../../../../wire/http-client.ts";
import { callBackend } from "../../call-backend.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { Integration } from "../configuration/integration.ts";
import { lowerCased } from "../event/headers.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { MappedRequest } from "../mapping/parameters.ts";
import type { Backend, BackendDependencies, IntegrationFailure, IntegrationResult } from "./backend.ts";
import { compileRequestMapping } from "./request-mapping.ts";
import { compileResponseMapping } from "./response-mapping.ts";

/** `HTTP`: a URL, with mappings in both directions. */
export async function createHttp(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const { timeouts } = dependencies;
  const mapRequest = await compileRequestMapping(integration, dependencies);
  const mapResponse = await compileResponseMapping(integration, "http", dependencies);
  return async (request) => {
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const call = httpCall(integration, mapped.parameters, { ...request, body: mapped.body });
    const answer = call ? await callBackend(timeouts, integration.timeoutMs, call) : NO_URL;
    return isGatewayResponse(answer) ? answer : mapResponse(answer, mapped.scope);
  };
}

/** `HTTP_PROXY`: a URL that gets what the client sent, and whose answer is the client's. */
export async function createHttpProxy(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const { timeouts } = dependencies;
  const mapRequest = await compileRequestMapping(integration, dependencies);
  return async (request): Promise<IntegrationResult> => {
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const { parameters, body } = mapped;
    const proxied = { ...parameters, querystring: { ...request.handshake?.query, ...parameters.querystring } };
    const call = httpCall(integration, proxied, { ...request, body, forwarded: forwardedHeaders(request) });
    const answer = call ? await callBackend(timeouts, integration.timeoutMs, call) : NO_URL;
    return isGatewayResponse(answer)
      ? answer
      : { status: answer.status, headers: lowerHeaders(answer), body: answer.body };
  };
}

interface Sent {
  readonly body: Buffer;
  readonly eventType: GatewayRequest["eventType"];
  readonly forwarded?: MultiValues;
}

const NO_URL: IntegrationFailure = gatewayResponse("unreachable", "IntegrationUri is no URL");

function httpCall(
  { uri, settings }: Integration,
  { path, querystring, headers }: MappedRequest,
  { body, eventType, forwarded = {} }: Sent,
): HttpCall | undefined {
  const filled = uri.replace(/\{(\w+)\+?\}/g, (whole, name: string) =>
    path[name] ? encodeURIComponent(path[name].join(",")) : whole,
  );
  if (!URL.canParse(filled)) return undefined;
  const url = new URL(filled);
  for (const [name, values] of Object.entries(querystring))
    for (const value of values) url.searchParams.append(name, value);
  const method = methodOf(settings.IntegrationMethod, eventType);
  return { method, url, body, headers: merged({ "Content-Type": ["application/json"] }, forwarded, headers) };
}

/** `ANY` is the client's own method: a handshake is a GET, and a message, which has none, goes as a POST [5.1/any-method]. */
function methodOf(configured: string | undefined, eventType: GatewayRequest["eventType"]): string {
  if (configured !== "ANY") return configured ?? "POST";
  return eventType === "CONNECT" ? "GET" : "POST";
}

/** On `$connect` a backend gets the client's headers, the `Sec-WebSocket-*` ones too [10/20]. */
function forwardedHeaders({ handshake }: GatewayRequest): MultiValues {
  return Object.fromEntries(Object.entries(handshake?.headers ?? {}).filter(([name]) => name.toLowerCase() !== "host"));
}

/** Later ones replace earlier ones of the same name, in any letter case. */
function merged(...all: readonly MultiValues[]): MultiValues {
  const byKey = new Map(all.flatMap(Object.entries<readonly string[]>).map((entry) => [entry[0].toLowerCase(), entry]));
  return Object.fromEntries(byKey.values());
}

const lowerHeaders = ({ headers }: HttpAnswer) =>
  lowerCased(Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(", ")])));
