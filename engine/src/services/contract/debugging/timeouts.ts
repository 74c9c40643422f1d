import type { Clock } from "../../../kernel/clock.ts";

/** Timeouts that can be suspended: the time that each of them has left then stands still. */
export interface Timeouts extends Pick<Clock, "after"> {
  /** Suspends all of them, until as many as have asked for it are disposed. */
  suspend(): Disposable;
}

class Timeout implements Disposable {
  readonly task: () => void;
  leftMs: number;
  /** The time at which it has begun to run, or to run again. */
  since = 0;
  timer: Disposable | undefined;
  readonly #pending: Set<Timeout>;

  constructor(pending: Set<Timeout>, leftMs: number, task: () => void) {
    this.#pending = pending;
    this.leftMs = leftMs;
    this.task = task;
  }

  [Symbol.dispose](): void {
    this.#pending.delete(this);
    this.timer?.[Symbol.dispose]();
  }
}

export function createTimeouts(clock: Pick<Clock, "now" | "after">): Timeouts {
  const pending = new Set<Timeout>();
  const suspensions = new Set<symbol>();

  function run(timeout: Timeout): void {
    timeout.since = clock.now();
    timeout.timer = clock.after(timeout.leftMs, () => {
      pending.delete(timeout);
      timeout.task();
    });
  }

  function hold(timeout: Timeout): void {
    timeout.timer?.[Symbol.dispose]();
    timeout.leftMs -= clock.now() - timeout.since;
  }

  return {
    after(delayMs, task) {
      const timeout = new Timeout(pending, delayMs, task);
      pending.add(timeout);
      if (suspensions.size === 0) run(timeout);
      return timeout;
    },
    suspend() {
      const suspension = Symbol("suspension");
      if (suspensions.size === 0) pending.forEach(hold);
      suspensions.add(suspension);
      return {
        [Symbol.dispose]() {
          if (suspensions.delete(suspension) && suspensions.size === 0) pending.forEach(run);
        },
      };
    },
  };
}
