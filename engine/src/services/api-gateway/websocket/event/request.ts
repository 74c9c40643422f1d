import { type RequestContext, requestConditions } from "../../../../iam/index.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import type { Span, Tracer } from "../../../../kernel/tracing.ts";
import type { Body, MultiValues } from "../../../../languages/selection-expression/index.ts";
import type { HttpRequest } from "../../../../wire/http.ts";
import type { Address } from "../../addresses.ts";
import { rootOf } from "../../event-parts.ts";
import type { Route, Stage } from "../configuration/model.ts";
import { CONNECT, OPEN_CONNECT } from "../configuration/routing.ts";
import type { DisconnectCause } from "../connection/close-causes.ts";
import { connectHeaders, lowerCased, queryValues } from "./headers.ts";
import type { Ids } from "./ids.ts";

/** Facts about a connection that stand from its handshake on and are repeated in each of its events. */
export interface ConnectionContext {
  readonly connectionId: string;
  readonly stage: Stage;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly domainName: string;
  readonly identity: Readonly<Record<string, string>>;
  /** `principalId` and the authorizer's context, as strings. Absent when none ran. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/** Parts that only the handshake carries. */
export interface HandshakeRequest {
  readonly headers: MultiValues;
  readonly query: MultiValues | undefined;
  readonly basepath: string | undefined;
  /** Milliseconds that the authorizer took. */
  readonly authorizerLatencyMs?: number;
}

/** One event of a connection on its way through the gateway. */
export interface GatewayRequest {
  /** The piece of work that it is, in its trace. */
  readonly span?: Span | undefined;
  readonly context: ConnectionContext;
  readonly route: Route;
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of a MESSAGE. */
  readonly messageId?: string;
  readonly body?: Body;
  readonly handshake?: HandshakeRequest;
  /** Of a DISCONNECT. */
  readonly disconnect?: DisconnectCause;
}

/** `arn:…:{apiId}/{stage}/{routeKey}`: the resource of policies, and the source that a function's policy sees. */
export const routeArn = ({ context, route }: GatewayRequest) => `${context.stage.arn}/${route.key}`;

/** Condition keys of a request to a WebSocket API. */
export const conditionsOf = ({ context: { identity }, time }: GatewayRequest): RequestContext =>
  requestConditions({ sourceIp: identity.sourceIp ?? "", userAgent: identity.userAgent, time });

export interface ConnectRequestDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly tracer: Tracer;
}

/** The CONNECT request that a handshake is. Its connection has an id from here on [1.2/id-before-authorizer]. */
export function connectRequest(
  http: HttpRequest,
  { stage, domainName, mappingKey }: Address<Stage>,
  { clock, ids, tracer }: ConnectRequestDependencies,
): GatewayRequest {
  const time = clock.now();
  const userAgent = http.headers["user-agent"];
  const sourceIp = http.remoteAddress;
  const headers = connectHeaders(http.rawHeaders, { host: domainName, sourceIp, traceId: rootOf(tracer) });
  return {
    span: tracer.current,
    context: {
      connectionId: ids.connection(),
      stage,
      connectedAt: time,
      domainName,
      identity: userAgent ? { userAgent, sourceIp } : { sourceIp },
    },
    route: stage.routes.get(CONNECT) ?? OPEN_CONNECT,
    eventType: "CONNECT",
    requestId: ids.request(),
    time,
    handshake: {
      // Behind an API mapping of several levels all names arrive in lower case.
      headers: mappingKey?.includes("/") ? lowerCased(headers) : headers,
      query: queryValues(http.rawQuery),
      basepath: mappingKey,
    },
  };
}
