import type { Clock } from "../../kernel/clock.ts";

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
