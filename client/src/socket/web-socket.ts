import { PortcullisError } from "../errors.ts";

/** The part of a WebSocket that the client uses; browsers', workers', Node's and that of the package `ws` have it. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketConstructor = new (url: string, protocols?: string[]) => WebSocketLike;

export interface SocketListener {
  opened(): void;
  /** Called with text, or with something else if the server sent a binary frame. */
  message(data: unknown): void;
  /** Called once. `reason` is the server's, or what the implementation tells of an error: in browsers, nothing. */
  closed(code: number, reason: string): void;
}

export interface Socket {
  send(text: string): void;
  /** Says good-bye and is not heard of again. */
  abandon(code?: number): void;
}

const NORMAL_CLOSURE = 1000;

/** Returns the one that was given, or the platform's. Throws `no_web_socket`. */
export function findWebSocket(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const found = given ?? globalThis.WebSocket;
  if (typeof found !== "function") throw new PortcullisError("no_web_socket", "pass a WebSocket, e.g. of ws");
  return found;
}

/** Opens a socket. Throws what the constructor throws. */
export function openSocket(
  WebSocket: WebSocketConstructor,
  url: string,
  protocols: readonly string[],
  listener: SocketListener,
): Socket {
  const socket = new WebSocket(url, [...protocols]);
  let failure = "";
  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }: { data: unknown }) => listener.message(data);
  socket.onclose = ({ code, reason }: { code: number; reason: string }) => listener.closed(code, reason || failure);
  socket.onerror = ({ message = "" }: { message?: string }) => {
    failure = message;
  };
  return {
    send: (text) => socket.send(text),
    abandon(code = NORMAL_CLOSURE) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      // The package `ws` emits an error when a socket is closed before it opened; without a handler that would be fatal.
      socket.onerror = () => {};
      socket.close(code);
    },
  };
}
