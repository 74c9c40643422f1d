import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import { isAwsHost, operationOf, serviceOfHost } from "./called-service.ts";
import type { HttpReply, HttpRequest } from "./http.ts";
import { callAnywhere, type HttpAnswer, type HttpCall } from "./http-client.ts";
import type { Credentials, Principals } from "./principal.ts";
import { sign } from "./sigv4/sign.ts";
import { readCredentialScope } from "./sigv4.ts";

export interface PassthroughOptions {
  /** Services, named as in signatures, whose calls go to the real AWS. */
  readonly services: readonly string[];
  /** The developer's own; undefined when there are none. */
  readonly credentials: Credentials | undefined;
  readonly principals: Pick<Principals, "find">;
  readonly journal: Recorder;
  /** The machine's time, by which AWS checks signatures. */
  readonly now?: () => number;
  readonly send?: (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer>;
}

/** Takes a call to a service that is passed through; undefined: not mine. */
export type Passthrough = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply> | undefined;

/**
 * Sends functions' calls to the services that the developer named on to the real AWS, signed anew with the
 * developer's credentials. Functions never see these, and open no connection of their own.
 */
export function createPassthrough(options: PassthroughOptions): Passthrough {
  const { services, journal, send = callAnywhere } = options;

  async function forward(request: HttpRequest, service: string, signal: AbortSignal): Promise<HttpReply> {
    const data = { service, operation: operationOf(request), host: request.host };
    try {
      const answer = await send(outgoing(request, service, options), signal);
      journal.record("passthrough", "call", { ...data, status: answer.status });
      return { status: answer.status, headers: withoutConnection(answer.headers), body: answer.body };
    } catch (error) {
      journal.record("passthrough", "failed", { ...data, message: messageOf(error) });
      if (error instanceof ServiceError) throw error;
      throw new ServiceError("ServiceUnavailable", `--passthrough ${service}: ${messageOf(error)}`, { status: 503 });
    }
  }

  return (request, signal) => {
    const service = readCredentialScope(request)?.service ?? serviceOfHost(request.host);
    return service !== undefined && services.includes(service) ? forward(request, service, signal) : undefined;
  };
}

/** The headers that belong to the connection or the signature that the function made. */
const REPLACED_HEADERS: readonly string[] = [
  "authorization",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "x-amz-date",
  "x-amz-security-token",
  "x-portcullis-host",
];

const withoutConnection = (headers: HttpAnswer["headers"]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !REPLACED_HEADERS.includes(name)));

function outgoing(request: HttpRequest, service: string, options: PassthroughOptions): HttpCall {
  const { method, rawPath, rawQuery, body } = request;
  const scope = readCredentialScope(request);
  const call = {
    method,
    url: new URL(`https://${awsHostOf(request, service, scope?.region)}${rawPath}${rawQuery && `?${rawQuery}`}`),
    headers: withoutConnection(headersOf(request)),
    body,
  };
  // Some operations are for callers without credentials (a user who signs in).
  if (!scope) return call;
  requireFunction(request, scope.accessKeyId, options.principals);
  const { credentials, now = Date.now } = options;
  if (!credentials)
    throw new ServiceError(
      "UnrecognizedClientException",
      `--passthrough ${service} needs credentials, and the engine's environment has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      { status: 403 },
    );
  return sign(call, credentials, { region: scope.region, service, epochMs: now() });
}

/** Never another host than one of AWS's: the developer's credentials are not lent to anybody else. */
function awsHostOf({ host }: HttpRequest, service: string, region: string | undefined): string {
  if (isAwsHost(host)) return host;
  // A runtime that knows only AWS_ENDPOINT_URL names none; most services are called like their signatures.
  return `${service}.${region}.amazonaws.com`;
}

/** A page in a browser can make it look as if somebody had signed; it does not know a function's credentials. */
function requireFunction(
  request: HttpRequest,
  accessKeyId: string,
  principals: PassthroughOptions["principals"],
): void {
  const known = principals.find(accessKeyId);
  const token = request.headers["x-amz-security-token"];
  if (known?.principal.kind === "role" && known.sessionToken === token) return;
  throw new ServiceError("UnrecognizedClientException", "Only functions that run here are passed through.", {
    status: 403,
  });
}

function headersOf({ headers }: HttpRequest): HttpCall["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
  );
}
