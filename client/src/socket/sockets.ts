import type { PortcullisError } from "../errors.ts";
import type { RetryDependencies } from "../retry.ts";
import { type AttemptDependencies, type AttemptListener, startAttempt } from "./attempt.ts";
import { createSuccessor } from "./successor.ts";
import type { Socket } from "./web-socket.ts";

export interface SocketsDependencies extends Omit<AttemptDependencies, "onFrame">, RetryDependencies {
  readonly lifetimeMs: number;
  /** Called with what came, and whether it came on the socket in use: one that was handed over is heard out. */
  readonly onFrame: (data: unknown, isCurrent: boolean) => void;
  /** Called when another socket has taken the place of the open one. */
  readonly onHandOver: () => void;
}

/** The socket in use, the one before it while that is still heard, and the one that will follow. */
export interface Sockets {
  /** Opens one. `failed` is called before or after it opened, unless it was handed over meanwhile. */
  open(listener: AttemptListener): void;
  send(text: string): void;
  /** Closes all of them; none is heard of again. */
  abandon(code?: number): void;
}

/**
 * Time for which both sockets of a hand-over are heard, so that nothing falls between them: within it every
 * subscription is confirmed on the new one, or its request has timed out.
 */
const OVERLAP_MS = 30_000;

export function createSockets(dependencies: SocketsDependencies): Sockets {
  const { clock, tokens, onFrame, onHandOver } = dependencies;
  const successor = createSuccessor({ ...dependencies, begin, onOpened: handOver });
  let socket: Socket | undefined;
  let predecessor: Socket | undefined;
  let cancelOverlap = () => {};
  let lost = (_error: PortcullisError) => {};

  function begin({ opened, failed }: AttemptListener): Socket {
    const begun: Socket = startAttempt(
      { ...dependencies, onFrame: (data) => onFrame(data, begun === socket) },
      {
        opened,
        failed(error) {
          if (begun === socket) lost(error);
          else if (begun !== predecessor) failed(error);
        },
      },
    );
    return begun;
  }

  function settleIn(): void {
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

  return {
    open({ opened, failed }) {
      lost = failed;
      socket = begin({
        opened() {
          settleIn();
          opened();
        },
        failed,
      });
    },
    send: (text) => socket?.send(text),
    abandon(code) {
      successor.cancel();
      leave();
      socket?.abandon(code);
    },
  };
}
