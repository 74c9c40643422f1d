import type { Body, MultiValues } from "../../../../languages/selection-expression/index.ts";
import type { Route, Stage } from "../configuration/model.ts";
import type { DisconnectCause } from "../connection/close-causes.ts";

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
