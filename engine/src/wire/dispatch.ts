import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Kept } from "../kernel/kept.ts";
import { type Random, uuid } from "../kernel/random.ts";
import { otherTrace, type SpanParent, type Tracer } from "../kernel/tracing.ts";
import { isApiHost, isForm, operationOf } from "./called-service.ts";
import { isPreflight, preflightReply, withCors } from "./cors.ts";
import type { Forward } from "./elsewhere/forward.ts";
import { createExchanges, type DispatchTarget, type Exchange } from "./exchange.ts";
import { type Admission, type Cause, forbidden, type Guard } from "./guard.ts";
import type { IsApiName } from "./host-names.ts";
import type { ApiCall, HttpReply, HttpRequest } from "./http.ts";
import { loadChecks, loadedChecks } from "./models/checks.ts";
import { formInput } from "./models/form-input.ts";
import { callerOf, type Principal, type Principals } from "./principal.ts";
import { encodeJsonError, type JsonVersion } from "./protocols/aws-json.ts";
import { encodeQueryError, encodeS3Error } from "./protocols/query.ts";
import { encodeRestError } from "./protocols/rest-json.ts";
import { JSON_TARGETS, QUERY_VERSIONS } from "./protocols/service-protocols.ts";
import { claimedHash } from "./sigv4/canonical.ts";
import { parseSignature } from "./sigv4/parse.ts";
import { SIGNED_EVENTS } from "./sigv4/sign-events.ts";
import { calledService, createUnclaimed } from "./unclaimed.ts";

export interface DispatchOptions {
  readonly targets: readonly DispatchTarget[];
  readonly principals: Principals;
  readonly random: Random;
  readonly journal: Recorder;
  /** Without it calls are a part of no trace. */
  readonly tracer?: Tracer;
  /** Throws a `ServiceError` for a call that its principal may not make. Without it every principal may all. */
  readonly authorize?: (call: ApiCall, target: DispatchTarget) => void;
  /** Without it nothing goes wrong on purpose. */
  readonly faults?: CallFaults;
  /** The store in which a service's changes are on disk before its answer is sent. Without it nothing is kept. */
  readonly kept?: Kept;
  /** Asked first, for services that are answered elsewhere. */
  readonly passthrough?: Forward;
  /** Decides over the callers of all that is not open. */
  readonly guard: Guard<HttpRequest>;
  /** Default: the names under which AWS has APIs. */
  readonly isApiName?: IsApiName;
  /** The address that callers are told to call. */
  readonly endpoint?: string;
}

/** Looked at before each operation. */
export interface CallFaults {
  /** Rejects with the error that is answered in the operation's stead. Undefined as long as nothing is to go wrong. */
  readonly beforeCall: ((call: ApiCall, service: string) => Promise<void>) | undefined;
}

/** `guard`: decides in place of the one in the options. */
type Dispatch = (request: HttpRequest, signal: AbortSignal, guard?: Guard<HttpRequest>) => Promise<HttpReply>;

/** The place that a request leads to, before anything is done about it. */
interface Destination {
  /** The service's name; undefined for what does not run here. */
  readonly service?: string;
  readonly operation?: string;
  readonly open: boolean;
  answer(signal: AbortSignal): Promise<HttpReply>;
  encodeError(error: ServiceError, requestId: string): HttpReply;
}

/**
 * Leads every request of the AWS endpoint to its operation. Services are told apart as AWS's own front does it:
 * by `X-Amz-Target`, else by the host name or the credential scope, else by the path.
 */
export function createDispatcher(options: DispatchOptions): Dispatch {
  const dispatch = createUntraced(options);
  const { tracer, principals } = options;
  if (!tracer) return dispatch;
  return (request, signal, guard) =>
    tracer.span(() => dispatch(request, signal, guard), callerSpan(request, principals));
}

function createUntraced(options: DispatchOptions): Dispatch {
  const { isApiName = isApiHost } = options;
  const exchanges = createExchanges(options.targets);
  const refuseUnclaimed = createUnclaimed(options.journal, new Set(options.targets.map(({ name }) => name)));

  /** Finds the destination by its operation when it names one, else by its address. */
  function find(request: HttpRequest): Destination {
    if (isApiName(request.host)) return findClaim(request) ?? nowhere(request);
    const header = request.headers["x-amz-target"];
    if (typeof header === "string")
      return toDestination(request, exchanges.byTarget(request, header)) ?? nowhere(request);
    return toDestination(request, exchanges.byAddress(request)) ?? findClaim(request) ?? nowhere(request);
  }

  function toDestination(request: HttpRequest, exchange: Exchange | undefined): Destination | undefined {
    if (!exchange) return undefined;
    const { target, operation, encodeError } = exchange;
    return {
      service: target.name,
      operation,
      open: false,
      answer: (signal) => answer(exchange, { request, signal, options, within: resumer(options.tracer) }),
      encodeError,
    };
  }

  function findClaim(request: HttpRequest): Destination | undefined {
    for (const { name, service } of options.targets) {
      const claim = service.http?.(request);
      if (claim)
        return {
          service: name,
          open: claim.open,
          answer: () => claim.answer(),
          encodeError: (error, requestId) => encodeUnclaimed(request, error, requestId),
        };
    }
    return undefined;
  }

  function nowhere(request: HttpRequest): Destination {
    const encodeError = (error: ServiceError, requestId: string) => encodeUnclaimed(request, error, requestId);
    const answer = async () => encodeError(refuseUnclaimed(request), uuid(options.random));
    return { open: false, answer, encodeError };
  }

  function refuse({ service, operation, encodeError }: Destination, cause: Cause): HttpReply {
    const error = forbidden(cause, options.endpoint ?? "");
    const data = { status: error.status, reason: error.message, ...(operation && { operation }) };
    options.journal.record(service ?? "engine", "refuse", data);
    return encodeError(error, uuid(options.random));
  }

  /** Answers a request for what is not open to everybody, unless its caller is refused. */
  async function guarded(
    request: HttpRequest,
    destination: Destination,
    { admission, signal }: { readonly admission: Admission; readonly signal: AbortSignal },
  ): Promise<HttpReply> {
    const { cause, origin } = admission;
    if (cause) return refuse(destination, cause);
    if (origin === undefined) return destination.answer(signal);
    if (isPreflight(request)) return preflightReply(request, origin);
    return withCors(await destination.answer(signal), origin);
  }

  return async (request, signal, guard = options.guard) => {
    try {
      const admission = guard(request, "service");
      const passed = admission.cause ? undefined : options.passthrough?.(request, signal);
      if (passed) return await passed;
      const destination = find(request);
      if (destination.open) return await destination.answer(signal);
      return await guarded(request, destination, { admission, signal });
    } catch (error) {
      return encodeUnclaimed(request, asServiceError(error, undefined, options.journal), uuid(options.random));
    }
  };
}

/**
 * The work that a call is a part of: what its key's holder does, whoever wrote the code that calls. A header that names
 * another trace counts before that: the records of a batch can be of several.
 */
function callerSpan(request: HttpRequest, principals: Principals): SpanParent | undefined {
  const { authorization = "", "x-amzn-trace-id": header } = request.headers;
  const accessKeyId = ACCESS_KEY_ID.exec(authorization)?.[1];
  const running = accessKeyId === undefined ? undefined : principals.find(accessKeyId)?.span?.();
  return otherTrace(Array.isArray(header) ? header.at(-1) : header, running) ?? running;
}

/** Returns what goes on with the work that goes on now. */
function resumer(tracer: Tracer | undefined): Asked["within"] {
  const span = tracer?.current;
  return (work) => (tracer ? tracer.within(span, work) : work());
}

const ACCESS_KEY_ID = /Credential=([^/,\s]+)\//;

/**
 * Leads requests whose bodies pass as they come. Undefined: the body has to be read first, and `dispatch` takes it.
 */
export function createStreamDispatcher(options: DispatchOptions, dispatch: Dispatch) {
  const { guard, passthrough, journal, random } = options;
  return (
    request: HttpRequest,
    signal: AbortSignal,
    body: AsyncIterable<Uint8Array>,
  ): Promise<HttpReply> | undefined => {
    const admitted = passthrough !== undefined && guard(request, "service").cause === undefined;
    const passed = admitted ? passthrough(request, signal, body) : undefined;
    if (passed)
      return passed.catch((error: unknown) =>
        encodeUnclaimed(request, asServiceError(error, undefined, journal), uuid(random)),
      );
    // Nothing that runs here takes events, and one who waits for an answer to the first of them goes on sending.
    return claimedHash(request) === SIGNED_EVENTS ? dispatch(request, signal, guard) : undefined;
  };
}

function principalOf({ kind }: Exchange, request: HttpRequest, principals: Principals): Principal {
  const claim = claimOf(request, kind);
  if (!claim) throw unsigned(kind);
  return principals.find(claim.accessKeyId)?.principal ?? principals.developer;
}

/** The claim of a signature. Half a claim is refused in its protocol's terms. */
function claimOf(request: HttpRequest, kind: Exchange["kind"]) {
  try {
    return parseSignature(request);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw unauthenticated(kind, error.code, error.message);
  }
}

const unsigned = (kind: Exchange["kind"]) =>
  unauthenticated(kind, "MissingAuthenticationTokenException", "Request is missing Authentication Token");

/** Services that are called in forms leave out the end of these names; those of JSON answer 400. */
function unauthenticated(kind: Exchange["kind"], code: string, message: string): ServiceError {
  const name = kind === "query" ? code.replace(/Exception$/, "") : code;
  return new ServiceError(name, message, { status: kind === "query" || kind === "rest-json" ? 403 : 400 });
}

interface Asked {
  /** Goes on with the call's own part of its trace. */
  readonly within: <T>(work: () => T) => T;
  readonly request: HttpRequest;
  readonly signal: AbortSignal;
  readonly options: DispatchOptions;
}

const SUCCESS = 200;

async function answer(exchange: Exchange, asked: Asked): Promise<HttpReply> {
  const { random, journal } = asked.options;
  const requestId = uuid(random);
  try {
    return await run(exchange, requestId, asked);
  } catch (error) {
    const refusal = asServiceError(error, exchange, journal);
    asked.within(() => recordCall(exchange, { ...outcomeOf(refusal), ...callerOf(asked.request) }, journal));
    return exchange.encodeError(refusal, requestId);
  }
}

/** Other messages may quote what was sent. */
const outcomeOf = ({ status, code, message }: ServiceError) => ({
  status,
  error: code,
  ...(/^(AccessDenied|AuthorizationError)/.test(code) && { message }),
});

/** Notes the outcome of a call, and never what was sent with it or told of it. */
function recordCall({ target, operation }: Exchange, outcome: Readonly<Record<string, unknown>>, journal: Recorder) {
  journal.record(target.name, "call", { operation, ...outcome });
}

async function run(
  exchange: Exchange,
  requestId: string,
  { request, signal, options, within }: Asked,
): Promise<HttpReply> {
  const { target, operation, input, encode } = exchange;
  const { authorize, kept, faults } = options;
  let decoded: Record<string, unknown> | undefined;
  const call: ApiCall = {
    operation,
    get input() {
      decoded ??= input();
      return decoded;
    },
    principal: principalOf(exchange, request, options.principals),
    requestId,
    http: request,
  };
  const { checks } = loadedChecks(target.name) ?? { checks: await loadChecks(target.name) };
  if (checks && exchange.kind === "query") decoded = formInput(call.input, operation, checks.model);
  const modelled = checks && (exchange.modelled?.(checks.model) ?? call.input);
  // A form has texts alone.
  if (exchange.kind !== "query") checks?.readTypes(operation, modelled);
  authorize?.(call, target);
  checks?.readLimits(operation, modelled);
  if (faults?.beforeCall) await faults.beforeCall(call, target.name);
  const { operations = {}, forward } = target.service;
  const handler = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (handler) {
    // As long as the disk takes nothing, what a call would change is not even begun.
    if (kept?.failing) await kept.settled();
    const output = await within(() => handler(call, signal));
    await kept?.settled();
    // A page that shows what there is asks often, and its calls are nobody's trace.
    if (call.principal.kind === "role") within(() => recordCall(exchange, { status: SUCCESS }, options.journal));
    return encode(output, requestId);
  }
  if (forward) return within(() => forward.call(target.service, call));
  throw unknownOperation(exchange);
}

function unknownOperation({ target: { name }, kind, operation }: Exchange): ServiceError {
  if (kind !== "query")
    return new ServiceError("UnknownOperationException", `${name} has no operation ${operation} here.`);
  if (operation === "") return new ServiceError("MissingAction", "The request names no action.");
  return new ServiceError("InvalidAction", `Could not find operation ${operation} for version ${QUERY_VERSIONS[name]}`);
}

function asServiceError(error: unknown, exchange: Exchange | undefined, journal: Recorder): ServiceError {
  if (error instanceof ServiceError) return error;
  const data = { operation: exchange?.operation, message: messageOf(error), stack: (error as Error)?.stack };
  journal.record(exchange?.target.name ?? "wire", "defect", data);
  return new ServiceError("InternalFailure", messageOf(error), { status: 500 });
}

/** Services that answer in XML without being asked in forms. */
const XML_SERVICES: readonly string[] = ["cloudfront", "route53"];

/** An error in the form in which the caller's SDK would read it from the service that it meant. */
function encodeUnclaimed(request: HttpRequest, error: ServiceError, requestId: string): HttpReply {
  const service = calledService(request);
  if (service === "s3") return encodeS3Error(error, requestId);
  const json = jsonVersionOf(request, service);
  if (json) return encodeJsonError(error, json, requestId);
  if (!isForm(request) && !answersInXml(service)) return encodeRestError(error, requestId);
  return encodeQueryError(error, { action: operationOf(request), namespace: "", requestId });
}

const answersInXml = (service = "") => XML_SERVICES.includes(service) || Object.hasOwn(QUERY_VERSIONS, service);

/** The version of the JSON protocols in which an answer is expected: as the request says, or as its service speaks. */
function jsonVersionOf(request: HttpRequest, service = ""): JsonVersion | undefined {
  if (isForm(request)) return undefined;
  const [, said] = /^application\/x-amz-(json-1\.[01])\b/.exec(request.headers["content-type"] ?? "") ?? [];
  if (said !== undefined) return said as JsonVersion;
  const known = Object.hasOwn(JSON_TARGETS, service) ? JSON_TARGETS[service]?.version : undefined;
  return known ?? (request.headers["x-amz-target"] === undefined ? undefined : "json-1.1");
}
