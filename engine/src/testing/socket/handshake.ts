import type { IncomingMessage } from "node:http";
import { type ClientOptions, WebSocket } from "ws";

export interface ConnectOptions {
  /** The API's logical id; needed where the template has several WebSocket APIs. */
  readonly api?: string;
  /** Needed where the API has several stages. */
  readonly stage?: string;
  /** Parameters of the query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols to offer. */
  readonly protocols?: readonly string[];
  /** The header `Origin`, as a browser sends it. */
  readonly origin?: string;
}

/** An answer to a handshake in place of the 101. */
export interface HandshakeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export type Handshake =
  | { readonly socket: WebSocket; readonly localPort: number | undefined }
  | { readonly refused: HandshakeResponse };

/** Opens a WebSocket. Rejects when nobody answers; `received` gets every message, those that come with the 101 too. */
export function shakeHands(
  url: string,
  { protocols = [], ...options }: Pick<ClientOptions, "origin" | "headers"> & { protocols?: readonly string[] },
  received: (data: Buffer, isBinary: boolean) => void,
): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols], { ...options, perMessageDeflate: false });
    let localPort: number | undefined;
    socket.on("message", received);
    socket.once("upgrade", ({ socket: stream }) => {
      localPort = stream.localPort;
      // A socket that a test forgets must not keep the runner from its end.
      stream.unref();
    });
    socket.once("unexpected-response", (_request, response) => {
      readResponse(response).then((refused) => resolve({ refused }), reject);
    });
    socket.once("open", () => resolve({ socket, localPort }));
    socket.on("error", reject);
  });
}

async function readResponse(response: IncomingMessage): Promise<HandshakeResponse> {
  let text = "";
  for await (const chunk of response) text += chunk;
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  return { status: response.statusCode ?? 0, headers, body: parsed(text) };
}

/** The value of JSON text; text that is none as it is. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
