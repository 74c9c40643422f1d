import type { Clock } from "../../../../kernel/clock.ts";

type Timers = Pick<Clock, "after">;

/** Resolves as `work` does. Rejects with the signal's reason when that comes first; `work` then goes on unheard. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Resolves when the time is over. Rejects with the signal's reason when that comes first. */
export async function pause(clock: Timers, delayMs: number, signal: AbortSignal): Promise<void> {
  let timer: Disposable | undefined;
  const over = new Promise<void>((resolve) => {
    timer = clock.after(delayMs, resolve);
  });
  try {
    await abortable(over, signal);
  } finally {
    timer?.[Symbol.dispose]();
  }
}

export interface Deadline {
  /** Undefined: there is none. */
  readonly limitMs: number | undefined;
  /** The error with which the work is rejected. */
  readonly reason: Error;
}

/** Runs `work` with a signal that is aborted when `signal` is, and when the time is over. */
export async function withDeadline<T>(
  clock: Timers,
  { limitMs, reason }: Deadline,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = limitMs === undefined ? undefined : clock.after(limitMs, () => late.abort(reason));
  const either = AbortSignal.any([signal, late.signal]);
  try {
    return await abortable(work(either), either);
  } finally {
    timer?.[Symbol.dispose]();
  }
}
