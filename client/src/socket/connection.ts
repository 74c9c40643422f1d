import { closeCodeOf, type ErrorCode, PortcullisError } from "../errors.ts";
import { createRetry, type RetryDependencies } from "../retry.ts";
import { type AttemptDependencies, type AttemptListener, startAttempt } from "./attempt.ts";
import type { Environment, Obstacle } from "./environment.ts";
import { type Phase, type Signal, type Status, TRANSITIONS } from "./states.ts";
import { createSuccessor } from "./successor.ts";
import type { Socket } from "./web-socket.ts";

export interface ConnectionDependencies extends Omit<AttemptDependencies, "onFrame">, RetryDependencies {
  readonly environment: Environment;
  readonly lifetimeMs: number;
  readonly onStatus: (status: Status) => void;
  /** Called with what came, and whether it came on the socket in use: one that was handed over is heard out. */
  readonly onFrame: (data: unknown, isCurrent: boolean) => void;
  /** Called when another socket has taken the place of the open one. */
  readonly onHandOver: () => void;
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

/**
 * Time for which both sockets of a hand-over are heard, so that nothing falls between them: within it every
 * subscription is confirmed on the new one, or its request has timed out.
 */
const OVERLAP_MS = 30_000;

/** Keeps one socket after the other, by the table of states.ts. */
export function createConnection(dependencies: ConnectionDependencies): Connection {
  const { clock, tokens, environment, onStatus, onFrame, onHandOver, onStir } = dependencies;
  const retry = createRetry(dependencies);
  const successor = createSuccessor({ ...dependencies, begin, onOpened: handOver });
  let phase: Phase = "idle";
  let status: Status = disconnected(new PortcullisError("client_disconnected"));
  let socket: Socket | undefined;
  /** The socket before this one, while it is still heard. */
  let predecessor: Socket | undefined;
  let cancelOverlap = () => {};
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
      socket = begin({ opened: () => move("opened"), failed: lose });
      return { state: "connecting" };
    },
    open() {
      settleIn();
      return { state: "connected" };
    },
  };

  /** Starts an attempt whose failure counts as long as it is not the predecessor's. */
  function begin(listener: AttemptListener): Socket {
    const begun: Socket = startAttempt(
      { ...dependencies, onFrame: (data) => onFrame(data, begun === socket) },
      { opened: listener.opened, failed: (error) => fail(begun, error, listener) },
    );
    return begun;
  }

  function fail(failed: Socket, error: PortcullisError, listener: AttemptListener): void {
    if (failed === socket) lose(error);
    else if (failed !== predecessor) listener.failed(error);
  }

  function settleIn(): void {
    openedAt = clock.now();
    tokens.accept();
    successor.plan();
  }

  function handOver(next: Socket): void {
    predecessor = socket;
    socket = next;
    settleIn();
    cancelOverlap = clock.after(OVERLAP_MS, leave);
    onHandOver();
  }

  /** Closes the predecessor, if there is one. */
  function leave(): void {
    cancelOverlap();
    predecessor?.abandon();
    predecessor = undefined;
  }

  function abandon(code: number | undefined): void {
    successor.cancel();
    leave();
    socket?.abandon(code);
  }

  function move(signal: Signal, error = new PortcullisError("client_disconnected")): void {
    const next = TRANSITIONS[phase][signal];
    if (!next) return;
    retry.cancel();
    if (phase === "open" && clock.now() - openedAt >= STABLE_AFTER_MS) retry.reset();
    if (next !== "open") abandon(closeCodeOf(error.code));
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
      if (phase === "open") socket?.send(JSON.stringify(message));
      return phase === "open";
    },
  };
}

function disconnected(error: PortcullisError, willReconnect = false) {
  const { code, message } = error;
  return { state: "disconnected", code, reason: message, willReconnect, retryInMs: undefined, error } as const;
}
