import type { Clock } from "../index.ts";

/** Time that stands still until a test moves it, so that nothing of a client keeps a test's process alive. */
export interface StillClock extends Clock {
  /** Moves time on, and runs in order what falls due on the way. */
  advance(ms: number): Promise<void>;
}

/** Turns within which a client's promises have settled: it chains a dozen at most. */
const TURNS = 50;

/** Lets everything go on that waits for resolved promises alone. Fake timers of a test runner do not stop it. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
}

export function createStillClock(): StillClock {
  const timers = new Set<{ readonly dueAt: number; readonly task: () => void }>();
  let nowMs = Date.parse("2026-01-31T12:00:00Z");

  const nextDue = (until: number) =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => nowMs,
    after(delayMs, task) {
      const timer = { dueAt: nowMs + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = nowMs + ms;
      await settled();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueAt);
        timer.task();
        await settled();
      }
      nowMs = until;
    },
  };
}
