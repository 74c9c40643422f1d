import { type Auth, CARRIERS } from "./carrier.ts";
import type { Environment, Obstacle } from "./environment.ts";
import { ERRORS, type ErrorCode, PortcullisError } from "./errors.ts";
import { createRetry, type Retry, type RetryOptions } from "./retry.ts";
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

/** Errors after which the last token may be no good. */
const TOKEN_DOUBTS: ReadonlySet<ErrorCode> = new Set(["handshake_failed", "token_expired", "token_refused"]);

/** A connection that lasted for less was no success: the next wait is longer. */
const STABLE_AFTER_MS = 5_000;

/** One socket after the other, by the table of states.ts. */
export class Connection {
  status: Status = disconnected(new PortcullisError("client_disconnected"));
  readonly #options: ConnectionOptions;
  readonly #retry: Retry;
  #phase: Phase = "idle";
  #openedAt = 0;
  #socket: Socket | undefined;
  /** Aborts with the attempt and the socket that came of it. */
  #attempt = new AbortController();
  #cancelTimer = () => {};
  #unwatch: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#retry = createRetry(options);
  }

  start(): void {
    // Before the first attempt, so that there is none while offline.
    this.#unwatch ??= this.#options.environment.watch((obstacle) => this.#onObstacle(obstacle));
    this.#move("start");
  }

  stop(error: PortcullisError): void {
    this.#move("stop", error);
  }

  /** The socket is of no more use. Another is opened, unless the error says that this is of no use either. */
  lose(error: PortcullisError): void {
    if (TOKEN_DOUBTS.has(error.code)) this.#options.tokens.distrust();
    this.#move(error.retryable ? "lost" : "stop", error);
  }

  /** False if there is no open socket. */
  send(message: object): boolean {
    if (this.#phase !== "open") return false;
    this.#socket?.send(JSON.stringify(message));
    return true;
  }

  #move(signal: Signal, error = new PortcullisError("client_disconnected")): void {
    const { clock, onStatus } = this.#options;
    const next = TRANSITIONS[this.#phase][signal];
    if (!next) return;
    this.#cancelTimer();
    this.#retry.cancel();
    if (this.#phase === "open" && clock.now() - this.#openedAt >= STABLE_AFTER_MS) this.#retry.reset();
    this.#phase = next;
    if (next !== "opening" && next !== "open") this.#release(error);
    const entered = this.#enter[next](error);
    if (!entered) return;
    this.status = entered;
    // Last, since who is told may call start or stop.
    onStatus(entered);
  }

  /** What is done on entering a phase. Returns the new status where it shows from outside. */
  readonly #enter: Readonly<Record<Phase, (error: PortcullisError) => Status | undefined>> = {
    idle: (error) => {
      this.#unwatch?.();
      this.#unwatch = undefined;
      this.#retry.reset();
      return disconnected(error);
    },
    waiting: (error) =>
      disconnected(
        error,
        true,
        this.#retry.schedule(error, () => this.#move("retry")),
      ),
    paused: (error) => disconnected(error, true),
    authorizing: () => {
      this.#limit("no token yet");
      this.#authorize();
      return { state: "connecting" };
    },
    opening: () => this.#limit("no answer to the handshake"),
    open: () => {
      this.#openedAt = this.#options.clock.now();
      this.#options.tokens.accept();
      return { state: "connected" };
    },
  };

  #limit(reason: string): undefined {
    const { clock, connectTimeoutMs } = this.#options;
    const giveUp = () => this.lose(new PortcullisError("connect_timeout", reason));
    this.#cancelTimer = clock.after(connectTimeoutMs, giveUp);
  }

  #authorize(): void {
    const { signal } = this.#attempt;
    this.#options.tokens.fetch("connect", signal).then(
      (token) => !signal.aborted && this.#open(token),
      (error) => !signal.aborted && this.lose(error),
    );
  }

  #open(token: string): void {
    const { auth, url: base, WebSocket, onFrame } = this.#options;
    try {
      const { url, protocols } = CARRIERS[auth].handshake(base, token);
      this.#socket = openSocket(WebSocket, url, protocols, {
        opened: () => this.#move("opened"),
        message: onFrame,
        closed: (code, reason) => this.#onClosed(reason.replaceAll(token, "…") || `closed with ${code}`),
      });
      this.#move("authorized");
    } catch (error) {
      // The platform's own message may quote the token.
      this.lose(error instanceof PortcullisError ? error : new PortcullisError("invalid_token"));
    }
  }

  #onClosed(reason: string): void {
    this.lose(new PortcullisError(this.#phase === "open" ? "connection_lost" : "handshake_failed", reason));
  }

  #release(error: PortcullisError): void {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    this.#socket?.abandon(ERRORS[error.code].closeCode);
    this.#socket = undefined;
  }

  #onObstacle(obstacle: Obstacle | undefined): void {
    if (obstacle) this.#move("pause", new PortcullisError(obstacle));
    else this.#move("resume");
  }
}

function disconnected(error: PortcullisError, willReconnect = false, retryInMs?: number): Status {
  return { state: "disconnected", code: error.code, reason: error.message, willReconnect, retryInMs, error };
}
