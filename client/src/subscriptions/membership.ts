import type { PortcullisError } from "../errors.ts";
import { createRetry, type RetryDependencies } from "../retry.ts";

export interface MembershipDependencies extends RetryDependencies {
  readonly isOpen: () => boolean;
  readonly isWanted: () => boolean;
  /** Resolves with a task to run once joined; with undefined if it must be asked anew. */
  readonly join: () => Promise<(() => void) | undefined>;
  readonly leave: () => Promise<undefined>;
  /** Called when a step failed that is still wanted. If the error is retryable, it is tried again. */
  readonly onFailure: (error: PortcullisError) => void;
  /** Called when there is nothing on either side any more. */
  readonly onEnd: () => void;
}

export interface Membership {
  readonly isJoined: boolean;
  /** Brings the server's side in line with this one: takes the next step, if there is one to take now. */
  reconcile(): void;
  /** Takes note that what was wanted is not, or the other way round. */
  changeMind(): void;
  /** Takes note that the connection is gone. Returns true if it was joined. */
  drop(): boolean;
  /** Takes note that another connection has taken the place of the one that was joined on, and joins on that. */
  rejoin(): void;
}

/**
 * Keeps the server's list of subscribers in line with `isWanted`. Requests of one connection run side by side on the
 * server, so there is never more than one on its way here: a subscribe could overtake an unsubscribe.
 */
export function createMembership(dependencies: MembershipDependencies): Membership {
  const { isOpen, isWanted, join, leave, onFailure, onEnd } = dependencies;
  const retry = createRetry(dependencies);
  let isJoined = false;
  let isBusy = false;
  /** True when the step under way is one of a connection before. */
  let isStale = false;

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
        if (isStale) isJoined = false;
        isStale = false;
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

  function drop(): boolean {
    const wasJoined = isJoined;
    isJoined = false;
    retry.reset();
    return wasJoined;
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
    drop,
    rejoin() {
      isStale = isBusy;
      drop();
      reconcile();
    },
  };
}
