import { Heap } from "./heap.ts";

/** Time as an argument: nothing that runs a template reads the machine's clock itself. */
export interface Clock {
  /** Milliseconds since the epoch, in the engine's time: a whole number, as in all of AWS's events. */
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
  /** The lead of the engine's time over the machine's, in milliseconds: negative once it has stood still for longer. */
  readonly offsetMs: number;
  readonly isPaused: boolean;
  /** Lets time stand still, so that nothing falls due any more but by `advance`. */
  pause(): void;
  /** Lets time go on from where it stands. */
  resume(): void;
  /**
   * Moves time ahead by `ms` and runs what falls due on the way, in order of its due time; where nothing does, it jumps.
   * Rejects, with time where it was, with a `RangeError` for a span that is no number from 0 on, or that leads beyond
   * the year 9999; and, with time as far as it came, with the signal's reason or with `TooMuchFallsDueError`.
   */
  advance(ms: number, options?: AdvanceOptions): Promise<void>;
}

export interface AdvanceOptions {
  /** Stops where time has come to. */
  readonly signal?: AbortSignal;
  /** The number of tasks that may fall due. Default: no bound. */
  readonly maxTasks?: number;
}

/** More fell due on the way than `maxTasks`. */
export class TooMuchFallsDueError extends Error {
  override readonly name = "TooMuchFallsDueError";
}

/** The last moment that ISO 8601 writes with four digits for its year, as AWS's formats of time have them. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

interface RunOptions {
  readonly signal: AbortSignal | undefined;
  readonly maxTasks: number;
}

/** Something to be done at a time; to dispose of it cancels it. */
class Timer implements Disposable {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
  readonly #timers: Heap<Timer>;

  constructor(timers: Heap<Timer>, due: Pick<Timer, "dueAt" | "order" | "task">) {
    this.dueAt = due.dueAt;
    this.order = due.order;
    this.task = due.task;
    this.#timers = timers;
  }

  [Symbol.dispose](): void {
    this.#timers.delete(this);
  }
}

/** setTimeout wraps round above this delay (a signed 32-bit number of milliseconds, 24.8 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** `advance` waits for held work as long as some of it ends within this time; work that hangs does not stop it. */
const PATIENCE_MS = 500;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Timers that are due at the same time run in the order in which they were set. */
const dueBefore = (one: Timer, other: Timer) =>
  one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);

export interface ClockOptions {
  /** False: what is due later does not keep the process alive. Default true. */
  readonly keepAlive?: boolean;
}

/** Rings once, at the earliest of the times that it was set to. */
function createAlarm(ring: () => void, now: () => number, { keepAlive = true }: ClockOptions = {}) {
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;
  return {
    set(dueAt: number): void {
      if (dueAt >= alarmAt) return;
      clearTimeout(alarm);
      alarmAt = dueAt;
      alarm = setTimeout(ring, Math.min(Math.max(0, dueAt - now()), LONGEST_TIMEOUT_MS));
      if (!keepAlive) alarm.unref();
    },
    clear(): void {
      clearTimeout(alarm);
      alarmAt = Number.POSITIVE_INFINITY;
    },
  };
}

/** A clock that follows `machineNow` and can be moved ahead of it. A machine that is kept busy needs more `patienceMs`. */
export function createClock(machineNow = Date.now, patienceMs = PATIENCE_MS, options?: ClockOptions): AdjustableClock {
  const timers = new Heap<Timer>(dueBefore);
  const held = createHeldWork(patienceMs);
  const time = createTime(machineNow, rearm);
  const { now } = time;
  const alarm = createAlarm(ring, now, options);
  let order = 0;

  // A timer that is cancelled leaves the alarm as it is: waking once for nothing is cheaper than setting it anew.
  function wakeBy(dueAt: number): void {
    if (!time.isPaused || dueAt <= now()) alarm.set(dueAt);
  }

  function rearm(): void {
    alarm.clear();
    const next = timers.peek();
    if (next) wakeBy(next.dueAt);
  }

  async function runUntil(target: number, { signal, maxTasks }: RunOptions): Promise<void> {
    let patient = await held.settled();
    let tasks = 0;
    for (let next = timers.peek(); next && next.dueAt <= target; next = timers.peek()) {
      signal?.throwIfAborted();
      if (tasks++ >= maxTasks) throw new TooMuchFallsDueError(`More than ${maxTasks} tasks fall due.`);
      time.moveTo(next.dueAt);
      timers.delete(next);
      next.task();
      if (patient) patient = await held.settled();
      else await nextTurn();
    }
    signal?.throwIfAborted();
  }

  function ring(): void {
    for (let next = timers.peek(); next && next.dueAt <= now(); next = timers.peek()) {
      timers.delete(next);
      next.task();
    }
    rearm();
  }

  return {
    now,
    get offsetMs() {
      return time.offsetMs;
    },
    get isPaused() {
      return time.isPaused;
    },
    pause: time.pause,
    resume: time.resume,
    after(delayMs, task) {
      // What is no number would be neither before nor after any other.
      const timer = new Timer(timers, { dueAt: now() + Math.ceil(Math.max(0, delayMs || 0)), order: order++, task });
      timers.push(timer);
      wakeBy(timer.dueAt);
      return timer;
    },
    hold: held.hold,
    async advance(ms, { signal, maxTasks = Number.POSITIVE_INFINITY } = {}) {
      const target = now() + Math.ceil(ms);
      if (!(ms >= 0 && target <= LATEST_MS)) throw new RangeError(`Time cannot be moved ahead by ${ms} ms.`);
      try {
        await runUntil(target, { signal, maxTasks });
        time.moveTo(target);
      } finally {
        rearm();
      }
    },
    [Symbol.dispose]() {
      alarm.clear();
      for (let next = timers.pop(); next; next = timers.pop());
    },
  };
}

/** Time that follows `machineNow` at a distance, or stands still; `turned` is called when it begins to do the other. */
function createTime(machineNow: () => number, turned: () => void) {
  const machine = () => Math.floor(machineNow());
  let leadMs = 0;
  let standsAt: number | undefined;
  const now = () => standsAt ?? machine() + leadMs;

  return {
    now,
    get offsetMs() {
      return standsAt === undefined ? leadMs : standsAt - machine();
    },
    get isPaused() {
      return standsAt !== undefined;
    },
    pause() {
      standsAt = now();
      turned();
    },
    resume() {
      if (standsAt !== undefined) leadMs = standsAt - machine();
      standsAt = undefined;
      turned();
    },
    /** Moves it ahead; it never goes back. */
    moveTo(moment: number) {
      if (standsAt === undefined) leadMs += Math.max(0, moment - now());
      else standsAt = Math.max(standsAt, moment);
    },
  };
}

/** Work that takes machine time, and the wait for its end. */
function createHeldWork(patienceMs: number) {
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

  function hold(): Disposable {
    const held = Symbol("held");
    holds.add(held);
    return {
      [Symbol.dispose]() {
        if (holds.delete(held)) onRelease?.();
      },
    };
  }

  return { hold, settled };
}

/** Resolves with what `work` comes to, or `late` once the time is over; `work` then goes on unheard. It must not reject. */
export function withTimeout<T>(clock: Pick<Clock, "after">, timeoutMs: number, work: Promise<T>, late: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = clock.after(timeoutMs, () => resolve(late));
    void work.then((value) => {
      timer[Symbol.dispose]();
      resolve(value);
    });
  });
}
