import type { Timer } from "../../src/core/requests/ports.ts";

/** A timer whose time a test moves; promises settle in between. */
export function createTimer() {
  const tasks = new Set<{ dueMs: number; task: () => void }>();
  let nowMs = 0;
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const next = (untilMs: number) =>
    [...tasks].filter(({ dueMs }) => dueMs <= untilMs).sort((one, other) => one.dueMs - other.dueMs)[0];
  const timer: Timer = {
    after(ms, task) {
      const entry = { dueMs: nowMs + ms, task };
      tasks.add(entry);
      return () => tasks.delete(entry);
    },
  };
  return {
    ...timer,
    get pending() {
      return tasks.size;
    },
    async advance(ms: number): Promise<void> {
      const untilMs = nowMs + ms;
      await settled();
      for (let entry = next(untilMs); entry; entry = next(untilMs)) {
        nowMs = entry.dueMs;
        tasks.delete(entry);
        entry.task();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}
