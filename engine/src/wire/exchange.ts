import type { ServiceError } from "../kernel/errors.ts";
import { isForm, serviceOfHost } from "./called-service.ts";
import type { ApiCall, HttpClaim, HttpReply, HttpRequest, Operation, Protocol } from "./http.ts";
import type { ServiceModel } from "./models/model.ts";
import { restInput } from "./models/rest-input.ts";
import { decodeJson, encodeJson, encodeJsonError, type JsonVersion } from "./protocols/aws-json.ts";
import { decodeQuery, encodeQuery, encodeQueryError } from "./protocols/query.ts";
import { encodeQueryJson, encodeQueryJsonError, wantsJson } from "./protocols/query-json.ts";
import { createRestRouter, encodeRestError } from "./protocols/rest-json.ts";
import { readCredentialScope } from "./sigv4.ts";

/** A service as the dispatcher sees it. */
export interface DispatchTarget {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  readonly service: {
    readonly operations?: Readonly<Record<string, Operation>>;
    forward?(call: ApiCall): Promise<HttpReply>;
    http?(request: HttpRequest): HttpClaim | undefined;
  };
}

type QueryProtocol = Extract<Protocol, { kind: "query" }>;

/** One call once its protocol is known: reads its input and writes its answer. */
export interface Exchange {
  readonly target: DispatchTarget;
  readonly kind: Protocol["kind"];
  readonly operation: string;
  readonly input: () => Record<string, unknown>;
  /** The input as AWS's model has it, where that is another. */
  readonly modelled?: (model: ServiceModel) => Record<string, unknown>;
  readonly encode: (output: unknown, requestId: string) => HttpReply;
  readonly encodeError: (error: ServiceError, requestId: string) => HttpReply;
}

/** Finders of a request's service and operation; each finds nothing where the request is not in its protocol. */
export interface Exchanges {
  /** Of what `X-Amz-Target` says. */
  byTarget(request: HttpRequest, header: string): Exchange | undefined;
  /** Of its method, path and form. */
  byAddress(request: HttpRequest): Exchange | undefined;
}

/** Reads calls to these services in the protocols that they speak. */
export function createExchanges(targets: readonly DispatchTarget[]): Exchanges {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const json = targets.flatMap((target) =>
    target.protocols.flatMap((protocol) =>
      "targetPrefix" in protocol ? [{ target, prefix: `${protocol.targetPrefix}.`, version: protocol.kind }] : [],
    ),
  );
  const rest = targets.flatMap((target) =>
    target.protocols.flatMap((protocol) =>
      protocol.kind === "rest-json"
        ? [{ target, signedAs: protocol.signedAs, match: createRestRouter(protocol.routes) }]
        : [],
    ),
  );

  function byTarget(request: HttpRequest, header: string): Exchange | undefined {
    const found = json.find(({ prefix }) => header.startsWith(prefix));
    return (
      found && {
        target: found.target,
        kind: found.version,
        operation: header.slice(found.prefix.length),
        input: () => decodeJson(request),
        ...jsonCodec(found.version),
      }
    );
  }

  function restExchange(request: HttpRequest): Exchange | undefined {
    for (const { target, signedAs, match } of rest) {
      if (signedAs !== undefined && serviceOf(request) !== signedAs) continue;
      const found = match(request);
      if (!found) continue;
      const { operation, input } = found;
      const modelled = (model: ServiceModel) => restInput(request, input, operation, model);
      return { target, kind: "rest-json", operation, input: () => input, modelled, ...restCodec };
    }
    return undefined;
  }

  function queryExchange(request: HttpRequest): Exchange | undefined {
    if (!isForm(request)) return undefined;
    const target = byName.get(serviceOf(request) ?? "");
    const protocol = target?.protocols.find((candidate): candidate is QueryProtocol => candidate.kind === "query");
    if (!target || !protocol) return undefined;
    const { action, input } = decodeQuery(request, protocol.names);
    const codec = queryCodec(request, action, protocol);
    return { target, kind: "query", operation: action, input: () => input, ...codec };
  }

  return { byTarget, byAddress: (request) => restExchange(request) ?? queryExchange(request) };
}

const serviceOf = (request: HttpRequest) => serviceOfHost(request.host) ?? readCredentialScope(request)?.service;

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

function queryCodec(
  request: HttpRequest,
  action: string,
  { namespace, names }: QueryProtocol,
): Pick<Exchange, "encode" | "encodeError"> {
  const options = { action, namespace, names };
  const [encode, encodeError] = wantsJson(request)
    ? [encodeQueryJson, encodeQueryJsonError]
    : [encodeQuery, encodeQueryError];
  return {
    encode: (output, requestId) => encode(output, { ...options, requestId }),
    encodeError: (error, requestId) => encodeError(error, { ...options, requestId }),
  };
}
