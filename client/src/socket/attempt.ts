import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import { type Auth, CARRIERS } from "../tokens/carrier.ts";
import type { Tokens } from "../tokens/tokens.ts";
import { openSocket, type Socket, type WebSocketConstructor } from "./web-socket.ts";

export interface AttemptDependencies {
  readonly url: string;
  readonly auth: Auth;
  readonly WebSocket: WebSocketConstructor;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly onFrame: (data: unknown) => void;
}

export interface AttemptListener {
  opened(): void;
  /** Called before or after it opened. */
  failed(error: PortcullisError): void;
}

/** Time for the two functions of a handshake, which may have to start first. `getToken` takes as long as it takes. */
const HANDSHAKE_TIMEOUT_MS = 20_000;

/** Fetches a token and opens a socket with it. The socket is not heard of again after `abandon`. */
export function startAttempt(dependencies: AttemptDependencies, listener: AttemptListener): Socket {
  const { tokens, clock } = dependencies;
  const abandoned = new AbortController();
  const { signal } = abandoned;
  let socket: Socket | undefined;
  let lostAs: "handshake_failed" | "connection_lost" = "handshake_failed";
  let cancelTimer = () => {};

  function open(token: string): void {
    try {
      const handshake = CARRIERS[dependencies.auth].handshake(dependencies.url, token);
      socket = openSocket(
        { ...dependencies, ...handshake },
        {
          opened() {
            cancelTimer();
            lostAs = "connection_lost";
            listener.opened();
          },
          message: dependencies.onFrame,
          closed(code, reason) {
            listener.failed(new PortcullisError(lostAs, reason.replaceAll(token, "…") || `closed with ${code}`));
          },
        },
      );
      cancelTimer = clock.after(HANDSHAKE_TIMEOUT_MS, () => listener.failed(new PortcullisError("connect_timeout")));
    } catch (error) {
      // The platform's own message may quote the token.
      listener.failed(
        error instanceof PortcullisError
          ? error
          : new PortcullisError("invalid_token", "no WebSocket for this URL and token"),
      );
    }
  }

  tokens.fetch("connect", signal).then(
    (token) => !signal.aborted && open(token),
    (error) => !signal.aborted && listener.failed(error),
  );

  return {
    send: (text) => socket?.send(text),
    abandon(code) {
      cancelTimer();
      abandoned.abort();
      socket?.abandon(code);
    },
  };
}
