import { setTimeout as sleep } from "node:timers/promises";

/** Lets everybody pause at the same time, with their connections open. */
export interface Calm {
  /** Does something, as soon as there is no pause. */
  during<Result>(deed: () => Promise<Result>): Promise<Result>;
  /** Does something while nobody else does anything: what is under way ends first, within reason. */
  rest(deed: () => Promise<void>): Promise<void>;
}

/** Longer than any deed takes. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 100;

export function createCalm(): Calm {
  let active = 0;
  let pause: Promise<void> = Promise.resolve();
  return {
    async during(deed) {
      await pause;
      active++;
      try {
        return await deed();
      } finally {
        active--;
      }
    },
    async rest(deed) {
      let end = () => {};
      pause = new Promise((resolve) => {
        end = resolve;
      });
      const giveUpAt = Date.now() + PATIENCE_MS;
      while (active > 0 && Date.now() < giveUpAt) await sleep(LOOK_MS);
      await deed().finally(() => end());
    },
  };
}
