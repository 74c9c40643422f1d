import type { Clock } from "../../src/clock.ts";

export interface FakeClock extends Clock {
  /** Moves time ahead and runs what falls due on the way; promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Moves time ahead as a machine that sleeps does: timers are late by as much. */
  sleep(ms: number): void;
  /** Number of timers that are not yet due. */
  readonly pending: number;
}

/** Lets everything that waits for resolved promises go on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createFakeClock(startAt = Date.parse("2026-01-31T12:00:00Z")): FakeClock {
  const timers = new Set<{ dueAt: number; task: () => void }>();
  let now = startAt;

  const nextDue = (until: number) =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => now,
    after(delayMs, task) {
      const timer = { dueAt: now + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        now = Math.max(now, timer.dueAt);
        timers.delete(timer);
        timer.task();
        await settled();
      }
      now = until;
    },
    sleep(ms) {
      now += ms;
      for (const timer of timers) timer.dueAt += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}
