import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Principal, Principals } from "../kernel/principal.ts";
import { type Random, uuid } from "../kernel/random.ts";
import { decodeJson, encodeJson, encodeJsonError, type JsonVersion } from "./aws-json.ts";
import type { ApiCall, HttpReply, HttpRequest, Operation, Protocol } from "./http.ts";
import { decodeQuery, encodeQuery, encodeQueryError } from "./query.ts";
import { createRestRouter, encodeRestError } from "./rest-json.ts";
import { readCredentialScope } from "./sigv4.ts";

/** A service as the dispatcher sees it. */
export interface DispatchTarget {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  readonly service: {
    readonly operations?: Readonly<Record<string, Operation>>;
    forward?(call: ApiCall): Promise<HttpReply>;
    http?(request: HttpRequest): Promise<HttpReply> | undefined;
  };
}

export interface DispatchOptions {
  readonly targets: readonly DispatchTarget[];
  readonly principals: Principals;
  readonly random: Random;
  readonly journal: Recorder;
  /** Throws a `ServiceError` for a call that its principal may not make. Without it every principal may all. */
  readonly authorize?: (call: ApiCall, target: DispatchTarget) => void;
}

type Dispatch = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;
type QueryProtocol = Extract<Protocol, { kind: "query" }>;

/** How one call is read and answered: what is left once the protocol is known. */
interface Exchange {
  readonly target: DispatchTarget;
  readonly operation: string;
  readonly input: () => Record<string, unknown>;
  readonly encode: (output: unknown, requestId: string) => HttpReply;
  readonly encodeError: (error: ServiceError, requestId: string) => HttpReply;
}

/**
 * Leads every request of the AWS endpoint to its operation. Services are told apart as AWS's own front does it:
 * by `X-Amz-Target`, else by the host name or the credential scope, else by the path.
 */
export function createDispatcher(options: DispatchOptions): Dispatch {
  const byName = new Map(options.targets.map((target) => [target.name, target]));
  const json = options.targets.flatMap((target) =>
    target.protocols.flatMap((protocol) =>
      "targetPrefix" in protocol ? [{ target, prefix: `${protocol.targetPrefix}.`, version: protocol.kind }] : [],
    ),
  );
  const rest = options.targets.flatMap((target) =>
    target.protocols.flatMap((protocol) =>
      protocol.kind === "rest-json" ? [{ target, match: createRestRouter(protocol.routes) }] : [],
    ),
  );

  function jsonExchange(request: HttpRequest): Exchange | undefined {
    const header = request.headers["x-amz-target"];
    if (typeof header !== "string") return undefined;
    const found = json.find(({ prefix }) => header.startsWith(prefix));
    if (!found) throw notRunHere(header.split(".")[0] ?? header, header.split(".")[1]);
    return {
      target: found.target,
      operation: header.slice(found.prefix.length),
      input: () => decodeJson(request),
      ...jsonCodec(found.version),
    };
  }

  function restExchange(request: HttpRequest): Exchange | undefined {
    for (const { target, match } of rest) {
      const found = match(request);
      if (found) return { target, operation: found.operation, input: () => found.input, ...restCodec };
    }
    return undefined;
  }

  function queryExchange(request: HttpRequest): Exchange | undefined {
    if (!isForm(request)) return undefined;
    const target = byName.get(serviceOf(request) ?? "");
    const protocol = target?.protocols.find((candidate): candidate is QueryProtocol => candidate.kind === "query");
    if (!target || !protocol) return undefined;
    const { action, input } = decodeQuery(request, protocol.names);
    return { target, operation: action, input: () => input, ...queryCodec(action, protocol) };
  }

  function plainHttp(request: HttpRequest): Promise<HttpReply> | undefined {
    for (const { service } of options.targets) {
      const reply = service.http?.(request);
      if (reply) return reply;
    }
    return undefined;
  }

  function principalOf(request: HttpRequest): Principal {
    const scope = readCredentialScope(request);
    if (!scope)
      throw new ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
    return options.principals.find(scope.accessKeyId)?.principal ?? options.principals.developer;
  }

  async function answer(exchange: Exchange, request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    const requestId = uuid(options.random);
    try {
      const { authorize } = options;
      return await run(exchange, { request, requestId, principal: principalOf(request), signal, authorize });
    } catch (error) {
      return exchange.encodeError(asServiceError(error, exchange, options.journal), requestId);
    }
  }

  return async (request, signal) => {
    try {
      const exchange = jsonExchange(request) ?? restExchange(request) ?? queryExchange(request);
      if (exchange) return await answer(exchange, request, signal);
      return (await plainHttp(request)) ?? unclaimed(request);
    } catch (error) {
      return encodeRestError(asServiceError(error, undefined, options.journal), uuid(options.random));
    }
  };
}

interface RunContext {
  readonly request: HttpRequest;
  readonly requestId: string;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly authorize: DispatchOptions["authorize"] | undefined;
}

async function run({ target, operation, input, encode }: Exchange, context: RunContext): Promise<HttpReply> {
  const { request, requestId, principal, signal, authorize } = context;
  let decoded: Record<string, unknown> | undefined;
  const call: ApiCall = {
    operation,
    get input() {
      decoded ??= input();
      return decoded;
    },
    principal,
    requestId,
    http: request,
  };
  authorize?.(call, target);
  const { operations = {}, forward } = target.service;
  const handler = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (handler) return encode(await handler(call, signal), requestId);
  if (forward) return forward.call(target.service, call);
  throw new ServiceError("UnknownOperationException", `${target.name} has no operation ${operation} here.`);
}

function jsonCodec(version: JsonVersion): Pick<Exchange, "encode" | "encodeError"> {
  return {
    encode: (output, requestId) => encodeJson(output, version, requestId),
    encodeError: (error, requestId) => encodeJsonError(error, version, requestId),
  };
}

const restCodec: Pick<Exchange, "encode" | "encodeError"> = {
  encode: (output, requestId) => {
    const reply = output as HttpReply;
    return { ...reply, headers: { "x-amzn-requestid": requestId, ...reply.headers } };
  },
  encodeError: encodeRestError,
};

function queryCodec(action: string, { namespace, names }: QueryProtocol): Pick<Exchange, "encode" | "encodeError"> {
  return {
    encode: (output, requestId) => encodeQuery(output, { action, namespace, requestId, names }),
    encodeError: (error, requestId) => encodeQueryError(error, { action, namespace, requestId }),
  };
}

function asServiceError(error: unknown, exchange: Exchange | undefined, journal: Recorder): ServiceError {
  if (error instanceof ServiceError) return error;
  const data = { operation: exchange?.operation, message: messageOf(error), stack: (error as Error)?.stack };
  journal.record(exchange?.target.name ?? "wire", "defect", data);
  return new ServiceError("InternalFailure", messageOf(error), { status: 500 });
}

const isForm = ({ headers, method, rawQuery }: HttpRequest) =>
  headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ||
  (method === "GET" && /(^|&)Action=/.test(rawQuery));

/** Host names whose first label is not the signing name. */
const HOST_ALIASES: Readonly<Record<string, string>> = { streams: "dynamodb", queue: "sqs" };

/** `{service}.{region}.amazonaws.com[.cn]`, `{service}.amazonaws.com`, and `{id}.execute-api.{region}.…`. */
export function serviceOfHost(host: string): string | undefined {
  const name = /^(.+?)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase();
  if (!name) return undefined;
  if (/(^|\.)execute-api\./.test(`${name}.`)) return "execute-api";
  const label = name.split(".")[0] ?? "";
  return HOST_ALIASES[label] ?? label;
}

const serviceOf = (request: HttpRequest) => serviceOfHost(request.host) ?? readCredentialScope(request)?.service;

// 400 and not 501: SDKs repeat what answers 5xx, and a service that does not run will not run a second later.
function notRunHere(service: string, operation?: string): ServiceError {
  const what = operation ? `${service} (${operation})` : service;
  return new ServiceError("UnsupportedServiceException", `${what} does not run here. No call left this machine.`);
}

function unclaimed(request: HttpRequest): HttpReply {
  const service = serviceOf(request);
  if (service && service !== "execute-api") throw notRunHere(service);
  throw new ServiceError("NotFoundException", `Nothing answers ${request.method} ${request.rawPath} here.`, {
    status: 404,
  });
}
