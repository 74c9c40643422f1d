import type { Route, Stage } from "../configuration/model.ts";
import type { DisconnectCause } from "../connection/close-causes.ts";
import { type Body, createBody, type MultiValues, type SelectionScope } from "../expressions/index.ts";
import { requestContext } from "./request-context.ts";

/** What is known of a client from its handshake on, and repeated in each of its events. */
export interface Client {
  readonly connectionId: string;
  readonly stage: Stage;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly domainName: string;
  readonly identity: Readonly<Record<string, string>>;
  /** `principalId` and the authorizer's context, as strings. Absent when none ran. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/** What only the handshake carries. */
export interface Handshake {
  readonly headers: MultiValues;
  readonly query: MultiValues | undefined;
  readonly basepath: string | undefined;
  /** Milliseconds that the authorizer took. */
  readonly authorizerLatencyMs?: number;
}

/** One event of a connection on its way through the gateway. */
export interface GatewayRequest {
  readonly client: Client;
  readonly route: Route;
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of a MESSAGE. */
  readonly messageId?: string;
  readonly body?: Body;
  readonly handshake?: Handshake;
  /** Of a DISCONNECT. */
  readonly disconnect?: DisconnectCause;
}

const NO_BODY = createBody("");

/** What expressions, mappings and templates see of a request. */
export function scopeOf(request: GatewayRequest): SelectionScope {
  const { client, handshake } = request;
  return {
    request: {
      body: request.body ?? NO_BODY,
      ...(handshake && { headers: handshake.headers }),
      ...(handshake?.query && { querystring: handshake.query }),
      ...(handshake?.basepath !== undefined && { basepath: handshake.basepath }),
    },
    context: requestContext(request),
    stageVariables: client.stage.variables ?? {},
  };
}
