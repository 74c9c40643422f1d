import type { PortcullisError } from "../errors.ts";
import { createRetry, type RetryDependencies } from "../retry.ts";
import type { AttemptListener } from "./attempt.ts";
import type { Socket } from "./web-socket.ts";

export interface SuccessorDependencies extends RetryDependencies {
  /** Life of a connection, after which the server closes it. */
  readonly lifetimeMs: number;
  readonly begin: (listener: AttemptListener) => Socket;
  /** Called with the socket that is to be used from now on. */
  readonly onOpened: (socket: Socket) => void;
}

/** The socket that will take the place of the open one, before the server closes that for its age. */
export interface Successor {
  /** Plans a successor for a socket that has just opened. */
  plan(): void;
  cancel(): void;
}

/** Shares of a life between which a successor is opened: of 2 hours, after 100 to 115 minutes. */
const EARLIEST = 100 / 120;
const LATEST = 115 / 120;

/** Returns the age at which a connection is handed over: spread, so that those of one minute do not go together. */
export const handOverAgeMs = (lifetimeMs: number, random: number): number =>
  lifetimeMs * (EARLIEST + (LATEST - EARLIEST) * random);

export function createSuccessor(dependencies: SuccessorDependencies): Successor {
  const { clock, random, lifetimeMs, begin, onOpened } = dependencies;
  const retry = createRetry(dependencies);
  let cancelTimer = () => {};
  let attempt: Socket | undefined;

  function open(): void {
    const socket = begin({
      opened() {
        attempt = undefined;
        onOpened(socket);
      },
      failed,
    });
    attempt = socket;
  }

  function drop(): void {
    attempt?.abandon();
    attempt = undefined;
  }

  /** The open connection goes on meanwhile: at worst it is closed, and everything begins anew. */
  function failed(error: PortcullisError): void {
    drop();
    if (error.retryable) retry.schedule(error, open);
  }

  return {
    plan() {
      retry.reset();
      cancelTimer = clock.after(handOverAgeMs(lifetimeMs, random()), open);
    },
    cancel() {
      cancelTimer();
      retry.cancel();
      drop();
    },
  };
}
