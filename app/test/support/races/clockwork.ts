import type { Scheduler } from "fast-check";
import { NOW_MS } from "../fakes.ts";

/** Outcome of a call: it is made, or fails before it does anything, or does it and its answer is lost. */
export type Fault = "none" | "before" | "after";

/** The order in which things happen, what fails of them, and the time: all as a scenario says it. */
export interface Clockwork {
  now(): number;
  advance(ms: number): void;
  /** Anything else may come first. */
  step(label: string): Promise<void>;
  /** Runs a task, not before that time, and often much later. */
  later(delayMs: number, label: string, task: () => Promise<void>): void;
  /** A call that ends as the scenario says. One that is made after `untilMs` comes from a function that was stopped. */
  call<Result>(label: string, untilMs: number, effect: () => Result): Promise<Result>;
  /** From now on nothing fails. */
  calm(): void;
}

export interface ClockworkOptions {
  /** Faults of calls, one after the other; those after them do not fail. */
  readonly faults: readonly Fault[];
  /** Labels of steps that take their time. */
  readonly slow: readonly string[];
}

/** So many other things have a chance before something that waits. */
const STEPS_OF_WAITING = 2;
const SLOW_STEPS = 12;

export function createClockwork(scheduler: Scheduler, { faults, slow }: ClockworkOptions): Clockwork {
  let nowMs = NOW_MS;
  let left = [...faults];

  async function step(label: string): Promise<void> {
    const count = slow.includes(label) ? SLOW_STEPS : 1;
    for (let index = 0; index < count; index++) await scheduler.schedule(Promise.resolve(), label);
  }

  async function wait(dueMs: number, label: string): Promise<void> {
    for (let count = 0; count < STEPS_OF_WAITING; count++) await step(`${label} waits`);
    await step(label);
    nowMs = Math.max(nowMs, dueMs);
  }

  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
    step,
    later(delayMs, label, task) {
      void (delayMs === 0 ? step(label) : wait(nowMs + delayMs, label)).then(task);
    },
    async call(label, untilMs, effect) {
      const fault = left.shift() ?? "none";
      await step(label);
      if (nowMs > untilMs) throw new Error(`${label}: the function was stopped.`);
      if (fault === "before") throw new Error(`${label} failed.`);
      const result = effect();
      if (fault === "after") throw new Error(`${label} was not answered.`);
      return result;
    },
    calm() {
      left = [];
    },
  };
}
