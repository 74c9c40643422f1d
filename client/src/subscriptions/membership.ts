import type { PortcullisError } from "../errors.ts";
import { createRetry, type RetryOptions } from "../retry.ts";

export interface MembershipOptions extends RetryOptions {
  readonly isOpen: () => boolean;
  readonly isWanted: () => boolean;
  /** Resolves with what is to be done once joined; with undefined if it must be asked anew. */
  readonly join: () => Promise<(() => void) | undefined>;
  readonly leave: () => Promise<undefined>;
  /** A step failed that is still wanted. If the error is retryable, it is tried again. */
  readonly onFailure: (error: PortcullisError) => void;
  /** There is nothing on either side any more. */
  readonly onEnd: () => void;
}

export interface Membership {
  readonly isJoined: boolean;
  /** Brings the server's side in line with this one: the next step, if there is one to take now. */
  reconcile(): void;
  /** What was wanted is not, or the other way round. */
  changeMind(): void;
  /** The connection is gone. True if it was joined. */
  drop(): boolean;
}

/**
 * Whether the server counts this connection in. Requests of one connection run side by side on the server, so there is
 * never more than one on its way here: a subscribe could overtake an unsubscribe.
 */
export function createMembership(options: MembershipOptions): Membership {
  const { isOpen, isWanted, join, leave, onFailure, onEnd } = options;
  const retry = createRetry(options);
  let isJoined = false;
  let isBusy = false;

  function reconcile(): void {
    if (isBusy || retry.isWaiting) return;
    if (isOpen() && isWanted() !== isJoined) step(isWanted());
    else if (!isWanted()) onEnd();
  }

  function step(isJoining: boolean): void {
    isBusy = true;
    isJoined = false;
    (isJoining ? join() : leave())
      .then(succeed, (error) => fail(error, isJoining))
      .then(() => {
        isBusy = false;
        reconcile();
      });
  }

  function succeed(settle: (() => void) | undefined): void {
    retry.reset();
    isJoined = isOpen() && settle !== undefined;
    if (isJoined) settle?.();
  }

  function fail(error: PortcullisError, isJoining: boolean): void {
    // What broke with the connection begins anew with the next, and what is not wanted any more needs no second try.
    if (!isOpen() || isWanted() !== isJoining) return;
    if (error.retryable) {
      isJoined = !isJoining;
      retry.schedule(error, reconcile);
    }
    onFailure(error);
  }

  return {
    get isJoined() {
      return isJoined;
    },
    reconcile,
    changeMind() {
      // If a leave failed and waits, nobody knows which side it ended on.
      if (retry.isWaiting) isJoined = false;
      retry.cancel();
      reconcile();
    },
    drop() {
      const wasJoined = isJoined;
      isJoined = false;
      retry.reset();
      return wasJoined;
    },
  };
}
