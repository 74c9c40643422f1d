import { closeCodeOf, type ErrorCode, PortcullisError } from "../errors.ts";
import { createRetry } from "../retry.ts";
import type { Environment, Obstacle } from "./environment.ts";
import { createSockets, type SocketsDependencies } from "./sockets.ts";
import { type Phase, type Signal, type Status, TRANSITIONS } from "./states.ts";

export interface ConnectionDependencies extends SocketsDependencies {
  readonly environment: Environment;
  readonly onStatus: (status: Status) => void;
  /** Called when an open socket may have died without a word. */
  readonly onStir: () => void;
}

export interface Connection {
  readonly status: Status;
  start(): void;
  stop(error: PortcullisError): void;
  /** Gives up the socket. Another is opened, unless the error says that this is of no use either. */
  lose(error: PortcullisError): void;
  /** Returns false if there is no open socket. */
  send(message: object): boolean;
}

/** Errors after which the last token may be no good. */
const TOKEN_DOUBTS: ReadonlySet<ErrorCode> = new Set(["handshake_failed", "token_expired", "token_refused"]);

/** Time after which a connection is a success: after a shorter one the next wait is longer. */
const STABLE_AFTER_MS = 5_000;

/** Keeps one socket after the other, by the table of states.ts. */
export function createConnection(dependencies: ConnectionDependencies): Connection {
  const { clock, tokens, environment, onStatus, onStir } = dependencies;
  const retry = createRetry(dependencies);
  const sockets = createSockets(dependencies);
  let phase: Phase = "idle";
  let status: Status = disconnected(new PortcullisError("client_disconnected"));
  let openedAt = 0;
  let unwatch: (() => void) | undefined;

  /** Enters a phase, and returns the status that shows it from outside. */
  const ENTER: Readonly<Record<Phase, (error: PortcullisError) => Status>> = {
    idle(error) {
      unwatch?.();
      unwatch = undefined;
      retry.reset();
      return disconnected(error);
    },
    waiting: (error) => ({ ...disconnected(error, true), retryInMs: retry.schedule(error, () => move("retry")) }),
    paused: (error) => disconnected(error, true),
    connecting() {
      sockets.open({ opened: () => move("opened"), failed: lose });
      return { state: "connecting" };
    },
    open() {
      openedAt = clock.now();
      return { state: "connected" };
    },
  };

  function move(signal: Signal, error = new PortcullisError("client_disconnected")): void {
    const next = TRANSITIONS[phase][signal];
    if (!next) return;
    retry.cancel();
    if (phase === "open" && clock.now() - openedAt >= STABLE_AFTER_MS) retry.reset();
    if (next !== "open") sockets.abandon(closeCodeOf(error.code));
    phase = next;
    status = ENTER[phase](error);
    // Last, since who is told may call start or stop.
    onStatus(status);
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
      unwatch ??= environment.watch(onObstacle, onStir);
      move("start");
    },
    stop: (error) => move("stop", error),
    lose,
    send(message) {
      if (phase === "open") sockets.send(JSON.stringify(message));
      return phase === "open";
    },
  };
}

function disconnected(error: PortcullisError, willReconnect = false) {
  const { code, message } = error;
  return { state: "disconnected", code, reason: message, willReconnect, retryInMs: undefined, error } as const;
}
