import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { CLOSE_HANDSHAKE_MS, LARGEST_MESSAGE_BYTES } from "../connection/quotas.ts";

/** A handshake that waits for its answer. */
export interface HeldUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client sent behind its handshake without waiting for the answer. */
  readonly head: Buffer;
}

const OPTIONS = {
  noServer: true,
  clientTracking: false,
  // API Gateway declines compression (§9).
  perMessageDeflate: false,
  maxPayload: LARGEST_MESSAGE_BYTES,
  /** Of a client that has sent its close frame and does not end TCP. */
  closeTimeout: CLOSE_HANDSHAKE_MS,
};

/** Sends the 101 and gives the WebSocket; undefined when the client has gone. */
export type Upgrader = (held: HeldUpgrade, protocol: string | undefined) => WebSocket | undefined;

export function createUpgrader(): Upgrader {
  const server = new WebSocketServer(OPTIONS);

  return ({ request, socket, head }, protocol) => {
    let opened: WebSocket | undefined;
    const addProtocol = (headers: string[]) => {
      if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    };
    // Nothing is negotiated, so `ws` sees no offers: it would refuse a token that is no valid protocol name.
    const { upgrade, "sec-websocket-key": key, "sec-websocket-version": version } = request.headers;
    request.headers = { upgrade, "sec-websocket-key": key, "sec-websocket-version": version };
    server.once("headers", addProtocol);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      opened = webSocket;
    });
    server.off("headers", addProtocol);
    return opened;
  };
}
