import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { bodyOf, type GatewayResponse, type WebSocketCause, webSocketRow } from "../../gateway-responses.ts";
import { CLOSE_HANDSHAKE_MS, LARGEST_MESSAGE_BYTES } from "./quotas.ts";

/** A handshake that waits for its answer. */
export interface HeldUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that the client sent behind its handshake without waiting for the answer. */
  readonly head: Buffer;
}

const OPTIONS = {
  noServer: true,
  clientTracking: false,
  // API Gateway declines compression [9/permessage-deflate].
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

/**
 * Bytes of an answer in place of the 101: a gateway response, or the bare status of an integration
 * [1.3/status-passed-through]. The connection cannot be used again: it was about to become something else.
 */
export function answerWith(
  response: GatewayResponse<WebSocketCause> | number,
  requestId: string,
  epochMs: number,
): string {
  const row = typeof response === "number" ? undefined : webSocketRow(response);
  const status = typeof response === "number" ? response : webSocketRow(response).status;
  const body = row ? bodyOf(row) : "";
  const lines = {
    Date: new Date(epochMs).toUTCString(),
    ...(row && { "Content-Type": "application/json" }),
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
    "x-amzn-RequestId": requestId,
    ...(row && { "x-amzn-ErrorType": row.errorType }),
    ...(typeof response === "object" && response.headers),
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${head.join("")}\r\n${body}`;
}
