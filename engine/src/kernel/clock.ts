/** Time as an argument: nothing that runs a template reads the machine's clock itself. */
export interface Clock {
  /** Milliseconds since the epoch, in the engine's time. */
  now(): number;
  /** Runs `task` once, when `delayMs` of the engine's time have passed. Disposing it first cancels it. */
  after(delayMs: number, task: () => void): Disposable;
}

export interface AdjustableClock extends Clock, Disposable {
  /** How far the engine's time is ahead of the machine's, in milliseconds. */
  readonly offsetMs: number;
  /** Moves time ahead by `ms` and runs what falls due on the way, in order of its due time. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly task: () => void;
}

/** setTimeout wraps round above this delay (a signed 32-bit number of milliseconds, 24.8 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that follows `machineNow` and can be moved ahead of it. */
export function createClock(machineNow: () => number = Date.now): AdjustableClock {
  const timers = new Set<Timer>();
  let offsetMs = 0;
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;

  const now = () => machineNow() + offsetMs;

  function earliest(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (!first || timer.dueAt < first.dueAt) first = timer;
    return first;
  }

  // A timer that is cancelled leaves the alarm as it is: waking once for nothing is cheaper than a search each time.
  function wakeBy(dueAt: number): void {
    if (dueAt >= alarmAt) return;
    clearTimeout(alarm);
    alarmAt = dueAt;
    alarm = setTimeout(ring, Math.min(Math.max(0, dueAt - now()), LONGEST_TIMEOUT_MS));
  }

  function rearm(): void {
    clearTimeout(alarm);
    alarmAt = Number.POSITIVE_INFINITY;
    const next = earliest();
    if (next) wakeBy(next.dueAt);
  }

  function ring(): void {
    for (let next = earliest(); next && next.dueAt <= now(); next = earliest()) fire(next);
    rearm();
  }

  function fire(timer: Timer): void {
    timers.delete(timer);
    timer.task();
  }

  return {
    now,
    get offsetMs() {
      return offsetMs;
    },
    after(delayMs, task) {
      const timer = { dueAt: now() + Math.max(0, delayMs), task };
      timers.add(timer);
      wakeBy(timer.dueAt);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const target = now() + ms;
      for (let next = earliest(); next && next.dueAt <= target; next = earliest()) {
        offsetMs += Math.max(0, next.dueAt - now());
        fire(next);
        await nextTurn();
      }
      offsetMs += Math.max(0, target - now());
      rearm();
    },
    [Symbol.dispose]() {
      clearTimeout(alarm);
      timers.clear();
    },
  };
}
