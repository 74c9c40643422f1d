import type { Clock } from "../clock.ts";
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

/** Returns a constructor of sockets that are listened to. */
export type Debug = (WebSocket: WebSocketConstructor, clock: Clock) => WebSocketConstructor;

export interface SocketListener {
  opened(): void;
  /** Called with text, or with something else if the server sent a binary frame. */
  message(data: unknown): void;
  /** Called once, with 1006 where the platform does not say. `reason` is the server's, or what the implementation tells of an error: in browsers, nothing. */
  closed(code: number, reason: string): void;
}

export interface Socket {
  send(text: string): void;
  /** Says good-bye and is not heard of again. */
  abandon(code?: number): void;
}

const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;

/** Time from an error to the close event that follows it, within which only Node 22 after a refused handshake has none. */
const CLOSE_DELAY_MS = 1_000;

/** Returns the one that was given, or the platform's. Throws `no_web_socket`. */
export function findWebSocket(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const found = given ?? globalThis.WebSocket;
  if (typeof found !== "function") throw new PortcullisError("no_web_socket", "pass a WebSocket, e.g. of ws");
  return found;
}

export interface SocketOptions {
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Opens a socket. Throws what the constructor throws. */
export function openSocket({ WebSocket, clock, url, protocols }: SocketOptions, listener: SocketListener): Socket {
  const socket = new WebSocket(url, [...protocols]);
  let failure = "";
  let cancelTimer = () => {};

  function close(code: number, reason: string): void {
    silence();
    listener.closed(code, reason || failure);
  }

  function silence(): void {
    cancelTimer();
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    // The package `ws` emits an error when a socket is closed before it opened; without a handler that would be fatal.
    socket.onerror = () => {};
  }

  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }: { data: unknown }) => listener.message(data);
  socket.onclose = ({ code, reason }: { code: number; reason: string }) => close(code, reason);
  socket.onerror = ({ message = "" }: { message?: string }) => {
    failure = message;
    cancelTimer = clock.after(CLOSE_DELAY_MS, () => close(ABNORMAL_CLOSURE, ""));
  };
  return {
    send: (text) => socket.send(text),
    abandon(code = NORMAL_CLOSURE) {
      silence();
      socket.close(code);
    },
  };
}
