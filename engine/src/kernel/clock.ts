import { Heap } from "./heap.ts";

/** Time as an argument: nothing that runs a template reads the machine's clock itself. */
export interface Clock {
  /** Milliseconds since the epoch, in the engine's time. */
  now(): number;
  /** Runs `task` once, when `delayMs` of the engine's time have passed. Disposing it first cancels it. */
  after(delayMs: number, task: () => void): Disposable;
  /**
   * Says that work is being done which takes machine time, until disposed. `advance` lets it finish before it moves
   * on: otherwise a jump of two hours would be the timeout of every function that the jump itself set off.
   */
  hold(): Disposable;
}

export interface AdjustableClock extends Clock, Disposable {
  /** How far the engine's time is ahead of the machine's, in milliseconds. */
  readonly offsetMs: number;
  /** Moves time ahead by `ms` and runs what falls due on the way, in order of its due time. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
}

/** setTimeout wraps round above this delay (a signed 32-bit number of milliseconds, 24.8 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** `advance` waits for held work as long as some of it ends within this time; work that hangs does not stop it. */
const PATIENCE_MS = 500;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Timers that are due at the same time run in the order in which they were set. */
const dueBefore = (one: Timer, other: Timer) =>
  one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);

/** A clock that follows `machineNow` and can be moved ahead of it. A machine that is kept busy needs more `patienceMs`. */
export function createClock(machineNow: () => number = Date.now, patienceMs = PATIENCE_MS): AdjustableClock {
  const timers = new Heap<Timer>(dueBefore);
  let offsetMs = 0;
  let order = 0;
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;

  const now = () => machineNow() + offsetMs;

  // A timer that is cancelled leaves the alarm as it is: waking once for nothing is cheaper than setting it anew.
  function wakeBy(dueAt: number): void {
    if (dueAt >= alarmAt) return;
    clearTimeout(alarm);
    alarmAt = dueAt;
    alarm = setTimeout(ring, Math.min(Math.max(0, dueAt - now()), LONGEST_TIMEOUT_MS));
  }

  function rearm(): void {
    clearTimeout(alarm);
    alarmAt = Number.POSITIVE_INFINITY;
    const next = timers.peek();
    if (next) wakeBy(next.dueAt);
  }

  const holds = new Set<symbol>();
  let onRelease: (() => void) | undefined;

  /** Resolves with true when held work ended, and with false when none did in time. */
  function released(): Promise<boolean> {
    return new Promise((resolve) => {
      const impatience = setTimeout(() => resolve(false), patienceMs);
      onRelease = () => {
        clearTimeout(impatience);
        resolve(true);
      };
    });
  }

  /** Resolves once nothing is held; with false when what is held seems to hang. */
  async function settled(): Promise<boolean> {
    await nextTurn();
    while (holds.size > 0) {
      if (!(await released())) return false;
      // What the work leads to gets its turn, so that its own timers and work are seen.
      await nextTurn();
    }
    return true;
  }

  /** Takes out the next timer that is due by `time`. */
  function takeDue(time: number): Timer | undefined {
    const next = timers.peek();
    return next && next.dueAt <= time ? timers.pop() : undefined;
  }

  function ring(): void {
    for (let due = takeDue(now()); due; due = takeDue(now())) due.task();
    rearm();
  }

  return {
    now,
    get offsetMs() {
      return offsetMs;
    },
    after(delayMs, task) {
      const timer = { dueAt: now() + Math.max(0, delayMs), order: order++, task };
      timers.push(timer);
      wakeBy(timer.dueAt);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    hold() {
      const held = Symbol("held");
      holds.add(held);
      return {
        [Symbol.dispose]() {
          if (holds.delete(held)) onRelease?.();
        },
      };
    },
    async advance(ms) {
      const target = now() + ms;
      let patient = await settled();
      for (let due = takeDue(target); due; due = takeDue(target)) {
        offsetMs += Math.max(0, due.dueAt - now());
        due.task();
        if (patient) patient = await settled();
        else await nextTurn();
      }
      offsetMs += Math.max(0, target - now());
      rearm();
    },
    [Symbol.dispose]() {
      clearTimeout(alarm);
      for (let next = timers.pop(); next; next = timers.pop());
    },
  };
}
