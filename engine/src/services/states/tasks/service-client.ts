import { formatTraceHeader, type Span } from "../../../kernel/tracing.ts";
import { callHttp, type HttpAnswer, type HttpCall } from "../../../wire/http-client.ts";
import { INTENDED_HOST_HEADER } from "../../../wire/listener.ts";
import type { Credentials } from "../../../wire/principal.ts";
import { decodeQueryReply, encodeQueryInput } from "../../../wire/protocols/query-client.ts";
import { JSON_TARGETS, jsonHeaders, QUERY_VERSIONS } from "../../../wire/protocols/service-protocols.ts";
import { sign } from "../../../wire/sigv4/sign.ts";
import type { ServiceContext } from "../../contract/service.ts";

type ClientContext = Pick<ServiceContext, "clock" | "endpoint" | "principals" | "stack">;

/** The work that calls are made for. */
interface ClientWork {
  readonly roleArn: string;
  /** Aborted when they are no longer wanted. */
  readonly signal: AbortSignal;
  /** The execution, of whose trace they are a part. */
  readonly span: Span | undefined;
}

interface ServiceAnswer {
  readonly http: HttpAnswer;
  readonly output: Readonly<Record<string, unknown>>;
}

/** An error that a service answers in place of an output. */
export class ServiceFault extends Error {
  override readonly name = "ServiceFault";
  /** AWS's code without its namespace. */
  readonly code: string;
  readonly http: HttpAnswer;

  constructor(code: string, message: string, http: HttpAnswer) {
    super(message);
    this.code = code;
    this.http = http;
  }
}

export interface ServiceClient {
  /** Calls an operation of a service that has a row in the tables of protocols. Rejects with a `ServiceFault`. */
  call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<ServiceAnswer>;
  /** Calls by HTTP, signed for the service if one is given; `url` may be of an AWS host. Any status is an answer. */
  send(service: string | undefined, call: HttpCall): Promise<HttpAnswer>;
}

/**
 * A client of AWS's endpoint, which is this engine's own: so a task's calls are signed, authorized and recorded as
 * everybody's.
 */
function createServiceClient(
  { clock, endpoint, stack }: ClientContext,
  credentials: Required<Credentials>,
  { signal, span }: Pick<ClientWork, "signal" | "span">,
): ServiceClient {
  const signedFor = (service: string, call: HttpCall) =>
    sign(call, credentials, { region: stack.region, service, epochMs: clock.now() - clock.offsetMs });

  async function send(service: string | undefined, call: HttpCall): Promise<HttpAnswer> {
    using _work = clock.hold();
    const { headers } = service === undefined ? call : signedFor(service, call);
    const url = new URL(`${call.url.pathname}${call.url.search}`, endpoint);
    const own = {
      [INTENDED_HOST_HEADER]: [call.url.host],
      ...(span && { "x-amzn-trace-id": [formatTraceHeader(span)] }),
    };
    return await callHttp({ ...call, url, headers: { ...headers, ...own } }, signal);
  }

  async function callJson(service: string, operation: string, input: object): Promise<ServiceAnswer | undefined> {
    const target = JSON_TARGETS[service];
    if (!target) return undefined;
    const headers = jsonHeaders(target, operation);
    const body = Buffer.from(JSON.stringify(input));
    const http = await send(service, { method: "POST", url: new URL(endpoint), headers, body });
    const output = objectIn(http.body.toString());
    if (http.status >= 400) throw new ServiceFault(codeOf(output), messageIn(output), http);
    return { http, output };
  }

  async function callQuery(service: string, operation: string, input: object): Promise<ServiceAnswer> {
    const version = QUERY_VERSIONS[service] ?? "";
    const headers = { "content-type": ["application/x-www-form-urlencoded"] };
    const body = Buffer.from(encodeQueryInput(operation, version, JSON.parse(JSON.stringify(input))));
    const http = await send(service, { method: "POST", url: new URL(endpoint), headers, body });
    const reply = decodeQueryReply(http.body.toString(), operation);
    if ("error" in reply) throw new ServiceFault(reply.error.code, reply.error.message, http);
    return { http, output: reply.output };
  }

  return {
    send,
    call: async (service, operation, input) =>
      (await callJson(service, operation, input)) ?? callQuery(service, operation, input),
  };
}

/** Makes a client that calls as a role. */
export type RoleClients = (work: ClientWork) => ServiceClient;

/** Each role gets one session, as long as the engine runs. */
export function createRoleClients(context: ClientContext): RoleClients {
  const sessions = new Map<string, Required<Credentials>>();
  return ({ roleArn, ...work }) => {
    const credentials = sessions.get(roleArn) ?? context.principals.issue(roleArn, "StepFunctions");
    sessions.set(roleArn, credentials);
    return createServiceClient(context, credentials, work);
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = text === "" ? {} : JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** `com.amazonaws.sqs#QueueDoesNotExist` */
const codeOf = ({ __type: type }: Readonly<Record<string, unknown>>) =>
  String(type ?? "UnknownError").replace(/^.*#/, "");

const messageIn = ({ message, Message }: Readonly<Record<string, unknown>>) => String(message ?? Message ?? "");
