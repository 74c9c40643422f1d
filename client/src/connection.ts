import { type Auth, CARRIERS } from "./carrier.ts";
import type { Environment, Obstacle } from "./environment.ts";
import { ERRORS, type ErrorCode, PortcullisError } from "./errors.ts";
import { createRetry, type RetryOptions } from "./retry.ts";
import { type Phase, type Signal, type Status, TRANSITIONS } from "./states.ts";
import type { Tokens } from "./token.ts";
import { openSocket, type Socket, type WebSocketConstructor } from "./web-socket.ts";

export interface ConnectionOptions extends RetryOptions {
  readonly url: URL;
  readonly auth: Auth;
  readonly WebSocket: WebSocketConstructor;
  readonly tokens: Tokens;
  readonly environment: Environment;
  readonly connectTimeoutMs: number;
  readonly onStatus: (status: Status) => void;
  readonly onFrame: (data: unknown) => void;
}

export interface Connection {
  readonly status: Status;
  start(): void;
  stop(error: PortcullisError): void;
  /** The socket is of no more use. Another is opened, unless the error says that this is of no use either. */
  lose(error: PortcullisError): void;
  /** False if there is no open socket. */
  send(message: object): boolean;
}

/** Errors after which the last token may be no good. */
const TOKEN_DOUBTS: ReadonlySet<ErrorCode> = new Set(["handshake_failed", "token_expired", "token_refused"]);

/** A connection that lasted for less was no success: the next wait is longer. */
const STABLE_AFTER_MS = 5_000;

/** One socket after the other, by the table of states.ts. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, tokens } = options;
  const retry = createRetry(options);
  let phase: Phase = "idle";
  let status: Status = disconnected(new PortcullisError("client_disconnected"));
  let openedAt = 0;
  let socket: Socket | undefined;
  /** Aborts with the attempt and the socket that came of it. */
  let attempt = new AbortController();
  let cancelTimer = () => {};
  let unwatch: (() => void) | undefined;

  /** What is done on entering a phase. Returns the new status where it shows from outside. */
  const ENTER: Readonly<Record<Phase, (error: PortcullisError) => Status | undefined>> = {
    idle(error) {
      unwatch?.();
      unwatch = undefined;
      retry.reset();
      return disconnected(error);
    },
    waiting(error) {
      const retryInMs = retry.schedule(error, () => move("retry"));
      return disconnected(error, true, retryInMs);
    },
    paused: (error) => disconnected(error, true),
    authorizing() {
      const { signal } = attempt;
      limit("no token yet");
      tokens.fetch("connect", signal).then(
        (token) => !signal.aborted && authorized(token),
        (error) => !signal.aborted && lose(error),
      );
      return { state: "connecting" };
    },
    opening() {
      limit("no answer to the handshake");
      return undefined;
    },
    open() {
      openedAt = clock.now();
      tokens.accept();
      return { state: "connected" };
    },
  };

  function move(signal: Signal, error = new PortcullisError("client_disconnected")): void {
    const next = TRANSITIONS[phase][signal];
    if (!next) return;
    cancelTimer();
    retry.cancel();
    if (phase === "open" && clock.now() - openedAt >= STABLE_AFTER_MS) retry.reset();
    phase = next;
    if (phase !== "opening" && phase !== "open") release(error);
    const entered = ENTER[phase](error);
    if (!entered) return;
    status = entered;
    // Last, since who is told may call start or stop.
    options.onStatus(status);
  }

  function limit(reason: string): void {
    cancelTimer = clock.after(options.connectTimeoutMs, () => lose(new PortcullisError("connect_timeout", reason)));
  }

  function authorized(token: string): void {
    try {
      const { url, protocols } = CARRIERS[options.auth].handshake(options.url, token);
      socket = openSocket(options.WebSocket, url, protocols, {
        opened: () => move("opened"),
        message: options.onFrame,
        closed: (code, reason) => lose(explainEnd(code, reason.replaceAll(token, "…"))),
      });
      move("authorized");
    } catch (error) {
      // The platform's own message may quote the token.
      lose(error instanceof PortcullisError ? error : new PortcullisError("invalid_token"));
    }
  }

  function explainEnd(code: number, reason: string): PortcullisError {
    const kind = phase === "open" ? "connection_lost" : "handshake_failed";
    return new PortcullisError(kind, reason || `closed with ${code}`);
  }

  function release(error: PortcullisError): void {
    attempt.abort();
    attempt = new AbortController();
    socket?.abandon(ERRORS[error.code].closeCode);
    socket = undefined;
  }

  function lose(error: PortcullisError): void {
    if (TOKEN_DOUBTS.has(error.code)) tokens.distrust();
    move(error.retryable ? "lost" : "stop", error);
  }

  function onObstacle(obstacle: Obstacle | undefined): void {
    if (obstacle) move("pause", new PortcullisError(obstacle));
    else move("resume");
  }

  return {
    get status() {
      return status;
    },
    start() {
      // Before the first attempt, so that there is none while offline.
      unwatch ??= options.environment.watch(onObstacle);
      move("start");
    },
    stop: (error) => move("stop", error),
    lose,
    send(message) {
      if (phase !== "open") return false;
      socket?.send(JSON.stringify(message));
      return true;
    },
  };
}

function disconnected(error: PortcullisError, willReconnect = false, retryInMs?: number): Status {
  return { state: "disconnected", code: error.code, reason: error.message, willReconnect, retryInMs, error };
}
