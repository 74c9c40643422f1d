import type { Clock } from "../../engine/src/kernel/clock.ts";
import type { Timer } from "./features/feature.ts";

/**
 * A timer that rings at full steps only. What falls due within one is done at the same time: time waits until each thing
 * is done, and a thousand clients one after the other would leave the machine idle.
 */
export function createCoarseTimer(clock: Pick<Clock, "now" | "after">, stepMs: number): Timer {
  const due = new Map<number, Set<() => void>>();

  function tasksAt(dueAt: number): Set<() => void> {
    const known = due.get(dueAt);
    if (known) return known;
    const tasks = new Set<() => void>();
    due.set(dueAt, tasks);
    clock.after(dueAt - clock.now(), () => {
      due.delete(dueAt);
      for (const task of tasks) task();
    });
    return tasks;
  }

  return {
    now: clock.now,
    after(ms, task) {
      const tasks = tasksAt(Math.ceil((clock.now() + ms) / stepMs) * stepMs);
      const own = () => task();
      tasks.add(own);
      return () => void tasks.delete(own);
    },
  };
}
