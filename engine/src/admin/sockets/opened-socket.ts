import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { messageOf } from "../../kernel/errors.ts";
import { textOfStream } from "../../kernel/machine/text-of-stream.ts";

/** A handshake as a page wishes it. */
export interface HandshakeWish {
  readonly url: URL;
  readonly subprotocols: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Something that happened on a socket, as its page is told. */
export type SocketEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "binary"; readonly base64: string }
  | { readonly type: "ping" | "pong"; readonly text: string }
  | { readonly type: "closed"; readonly code: number; readonly reason: string };

/** An answer other than 101. */
export interface RefusedHandshake {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type OpenedOrRefused =
  | { readonly socket: WebSocket }
  | { readonly refused: RefusedHandshake }
  | { readonly failed: string };

/** More of a refusal's body is of no use to anybody. */
const LARGEST_BODY_BYTES = 64 * 1024;

/** Opens a socket. What comes on it goes to `tell`, from its first frame on. */
export function openSocket(wish: HandshakeWish, tell: (event: SocketEvent) => void): Promise<OpenedOrRefused> {
  const socket = new WebSocket(wish.url, [...wish.subprotocols], {
    headers: headersOf(wish),
    perMessageDeflate: false,
    maxPayload: 0,
  });
  return new Promise((resolve) => {
    let isOpen = false;
    socket.once("open", () => {
      isOpen = true;
      resolve({ socket });
    });
    socket.once("unexpected-response", (request, response) => {
      textOfStream(response, LARGEST_BODY_BYTES).then((body) => {
        request.destroy();
        const { statusCode: status = 0, statusMessage: statusText = "", headers } = response;
        resolve({ refused: { status, statusText, headers, body } });
      });
    });
    socket.on("error", (error) => resolve({ failed: messageOf(error) }));
    socket.on("message", (data, isBinary) => tell(messageEvent(bytesOf(data), isBinary)));
    socket.on("ping", (data) => tell({ type: "ping", text: data.toString() }));
    socket.on("pong", (data) => tell({ type: "pong", text: data.toString() }));
    socket.on("close", (code, reason) => isOpen && tell({ type: "closed", code, reason: reason.toString() }));
  });
}

/** A header that is there twice has all of its values. */
function headersOf({ headers }: HandshakeWish): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const [name, value] of headers) all[name] = [...(all[name] ?? []), value];
  return all;
}

const messageEvent = (bytes: Buffer, isBinary: boolean): SocketEvent =>
  isBinary ? { type: "binary", base64: bytes.toString("base64") } : { type: "text", text: bytes.toString() };

const bytesOf = (data: Buffer | ArrayBuffer | Buffer[]): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};
