import type { Clock } from "../../../kernel/clock.ts";

/** Timeouts that can be suspended: the time that each of them has left then stands still. */
export interface Timeouts extends Pick<Clock, "after"> {
  /** Suspends all of them, until as many as have asked for it are disposed. */
  suspend(): Disposable;
}

interface Timeout {
  readonly task: () => void;
  leftMs: number;
  /** The time at which it has begun to run, or to run again. */
  since: number;
  timer: Disposable | undefined;
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
      const timeout: Timeout = { task, leftMs: delayMs, since: 0, timer: undefined };
      pending.add(timeout);
      if (suspensions.size === 0) run(timeout);
      return {
        [Symbol.dispose]() {
          pending.delete(timeout);
          timeout.timer?.[Symbol.dispose]();
        },
      };
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
