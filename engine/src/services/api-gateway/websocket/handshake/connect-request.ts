import type { Clock } from "../../../../kernel/clock.ts";
import type { Random } from "../../../../kernel/random.ts";
import type { HttpRequest } from "../../../../wire/http.ts";
import type { Grant } from "../authorizer/grant.ts";
import type { Endpoint } from "../endpoint.ts";
import { connectHeaders, lowerCased } from "../event/headers.ts";
import type { GatewayRequest } from "../event/request.ts";
import { parseQuery } from "../event/values.ts";
import type { Ids } from "../ids.ts";
import { CONNECT, OPEN_CONNECT } from "../routing.ts";

export interface ConnectRequestDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly random: Random;
}

/** The CONNECT request that a handshake is. Its connection has an id from here on. */
export function connectRequest(
  http: HttpRequest,
  endpoint: Endpoint,
  tools: ConnectRequestDependencies,
): GatewayRequest {
  const { stage, domainName, mappingKey } = endpoint;
  const { clock, ids, random } = tools;
  const now = clock.now();
  const userAgent = http.headers["user-agent"];
  const sourceIp = http.remoteAddress;
  const headers = connectHeaders(http.rawHeaders, { host: domainName, sourceIp, traceId: traceId(now, random) });
  return {
    client: {
      connectionId: ids.connection(),
      stage,
      connectedAt: now,
      domainName,
      identity: { ...(userAgent && { userAgent }), sourceIp },
    },
    route: stage.routes.get(CONNECT) ?? OPEN_CONNECT,
    eventType: "CONNECT",
    requestId: ids.request(),
    time: now,
    handshake: {
      headers: mappingKey?.includes("/") ? lowerCased(headers) : headers,
      query: parseQuery(http.rawQuery),
      basepath: mappingKey,
    },
  };
}

/** The request once its client is admitted. */
export function admitted(
  request: GatewayRequest,
  { identity, authorizer, authorizerLatencyMs }: Grant,
): GatewayRequest {
  const { client, handshake } = request;
  return {
    ...request,
    client: { ...client, identity: { ...client.identity, ...identity }, ...(authorizer && { authorizer }) },
    ...(handshake && {
      handshake: { ...handshake, ...(authorizerLatencyMs !== undefined && { authorizerLatencyMs }) },
    }),
  };
}

/** `Root=1-{seconds}-{24 digits}`, as X-Ray writes it. */
function traceId(nowMs: number, random: Random): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${random.bytes(12).toString("hex")}`;
}
