import { clearTimeout, setTimeout } from "./timers.ts";

/** Those who wait for a value of their liking. */
export interface Waiters<T> {
  /** Resolves with undefined when it is too late, or when no more will come. */
  wait(likes: (value: T) => boolean, timeoutMs: number): Promise<T | undefined>;
  /** Gives the value to the first who likes it. Tells whether there was one. */
  giveOne(value: T): boolean;
  /** Gives the value to all who like it. */
  giveAll(value: T): void;
  /** No more will come. */
  end(): void;
}

interface Waiter<T> {
  likes(value: T): boolean;
  settle(value: T | undefined): void;
}

export function createWaiters<T>(): Waiters<T> {
  const waiters = new Set<Waiter<T>>();
  const likingOf = (value: T) => [...waiters].filter(({ likes }) => likes(value));

  return {
    wait(likes, timeoutMs) {
      return new Promise((resolve) => {
        const late = Number.isFinite(timeoutMs) ? setTimeout(() => waiter.settle(undefined), timeoutMs) : undefined;
        const waiter: Waiter<T> = {
          likes,
          settle(value) {
            clearTimeout(late);
            waiters.delete(waiter);
            resolve(value);
          },
        };
        waiters.add(waiter);
      });
    },
    giveOne(value) {
      const [first] = likingOf(value);
      first?.settle(value);
      return first !== undefined;
    },
    giveAll(value) {
      for (const { settle } of likingOf(value)) settle(value);
    },
    end() {
      for (const { settle } of [...waiters]) settle(undefined);
    },
  };
}
