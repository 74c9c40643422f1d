import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Recorder } from "../../kernel/journal.ts";
import type { Tracer } from "../../kernel/tracing.ts";
import { isSignedByVersion2, operationOf, serviceOfHost } from "../called-service.ts";
import type { HttpReply, HttpRequest } from "../http.ts";
import type { HttpAnswer } from "../http-client.ts";
import type { Credentials, Principals } from "../principal.ts";
import { claimedHash } from "../sigv4/canonical.ts";
import { type CredentialScope, readCredentialScope } from "../sigv4.ts";
import type { StreamedAnswer, StreamedCall } from "./send.ts";
import { signedAnew } from "./signed-anew.ts";

/** A place outside of the engine that answers a service's calls. */
export interface Place {
  /** The option that names it, as its user has written it, for messages. */
  readonly option: string;
  /** The name under which its calls are in the journal. */
  readonly recordedAs: "passthrough" | "service";
  /** Undefined: there are none, and what is signed cannot be sent. */
  readonly credentials: Credentials | undefined;
  urlOf(request: HttpRequest, region: string | undefined): URL;
  send(call: StreamedCall, signal: AbortSignal): Promise<HttpAnswer | StreamedAnswer>;
}

export interface ForwardOptions {
  /** The place for a service's calls; undefined: they stay here. */
  readonly placeOf: (service: string) => Place | undefined;
  readonly principals: Pick<Principals, "find">;
  readonly journal: Recorder;
  /** Without it calls are a part of no trace. */
  readonly tracer?: Tracer;
  /** The machine's time, by which others check signatures. */
  readonly now: () => number;
}

/**
 * Takes a call to a service that is answered elsewhere; undefined: not mine. With `body` it takes only what can be
 * passed on as it comes; without, the request's own body counts.
 */
export type Forward = (
  request: HttpRequest,
  signal: AbortSignal,
  body?: AsyncIterable<Uint8Array>,
) => Promise<HttpReply> | undefined;

/**
 * Sends functions' calls on to where their services are, signed anew with the credentials for that place. Functions
 * never see these, and open no connection of their own.
 */
export function createForward(options: ForwardOptions): Forward {
  async function forward(request: HttpRequest, asked: Asked, signal: AbortSignal): Promise<HttpReply> {
    const { service, place } = asked;
    const { tracer } = options;
    const span = tracer?.current;
    const record = (type: string, told: Readonly<Record<string, unknown>>) => {
      const work = () => options.journal.record(place.recordedAs, type, told);
      return tracer ? tracer.within(span, work) : work();
    };
    const data = { service, operation: operationOf(request), host: request.host };
    try {
      const { status, ...answer } = await place.send(outgoing(request, asked, options), signal);
      record("call", { ...data, status });
      return { ...answer, status, headers: without(answer.headers, CONNECTION_HEADERS) };
    } catch (error) {
      record("failed", { ...data, message: messageOf(error) });
      if (error instanceof ServiceError) throw error;
      throw new ServiceError("ServiceUnavailable", `${place.option}: ${messageOf(error)}`, { status: 503 });
    }
  }

  return (request, signal, body) => {
    const scope = readCredentialScope(request);
    const isOld = isSignedByVersion2(request);
    const service = scope?.service ?? serviceOfHost(request.host) ?? (isOld ? "s3" : undefined);
    const place = service === undefined ? undefined : options.placeOf(service);
    if (service === undefined || !place || (body && !canStream(request))) return undefined;
    if (isOld) return Promise.reject(oldSignature());
    return forward(request, { service, place, scope, body: body ?? request.body }, signal);
  };
}

/** S3's own words. */
const oldSignature = () =>
  new ServiceError(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );

interface Asked {
  readonly service: string;
  readonly place: Place;
  readonly scope: CredentialScope | undefined;
  readonly body: StreamedCall["body"];
}

/** A request that has a body, and says beforehand which hash of it is signed. */
const canStream = (request: HttpRequest): boolean =>
  ["PATCH", "POST", "PUT"].includes(request.method) && claimedHash(request) !== undefined;

function outgoing(request: HttpRequest, { service, place, scope, body }: Asked, options: ForwardOptions): StreamedCall {
  const headers = without(headersOf(request), scope ? SIGNED_HEADERS : REQUEST_HEADERS);
  const length = Buffer.isBuffer(body) ? undefined : request.headers["content-length"];
  const call: StreamedCall = {
    method: request.method,
    url: place.urlOf(request, scope?.region),
    headers: { ...headers, ...(length !== undefined && { "content-length": [length] }) },
    body,
    prefersHttp2: request.httpVersion === "2.0",
  };
  // Some operations are for callers without credentials (a user who signs in), or with a key of another kind.
  if (!scope) return call;
  requireFunction(scope, options.principals);
  const { credentials } = place;
  if (credentials) return signedAnew(call, { credentials, region: scope.region, service, now: options.now });
  throw new ServiceError(
    "UnrecognizedClientException",
    `${place.option} needs credentials, and the engine's environment has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    { status: 403 },
  );
}

/** A page in a browser can make it look as if somebody had signed; it does not know a function's credentials. */
function requireFunction(scope: CredentialScope, principals: ForwardOptions["principals"]): void {
  const known = principals.find(scope.accessKeyId);
  if (known?.principal.kind === "role" && known.sessionToken === scope.sessionToken) return;
  throw new ServiceError("UnrecognizedClientException", "Only functions that run here are passed through.", {
    status: 403,
  });
}

/** Headers of a connection. The length of an answer is not one: that to HEAD has no body and tells it. */
const CONNECTION_HEADERS: readonly string[] = ["connection", "keep-alive", "transfer-encoding"];

/** The headers of a request that belong to the connection that the function made. */
const REQUEST_HEADERS: readonly string[] = [
  ...CONNECTION_HEADERS,
  "content-length",
  "expect",
  "host",
  "x-portcullis-host",
];

/** The same, and those of the signature that it made. */
const SIGNED_HEADERS: readonly string[] = [...REQUEST_HEADERS, "authorization", "x-amz-date", "x-amz-security-token"];

const without = (headers: StreamedCall["headers"], names: readonly string[]): StreamedCall["headers"] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const headersOf = ({ headers }: HttpRequest): StreamedCall["headers"] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
  );
