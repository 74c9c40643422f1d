import { type Watched, watch } from "./watched.ts";
import type { Failure, Told } from "./work.ts";

/** Tries single inputs in a worker thread of its own. */
export interface Trying extends AsyncDisposable {
  /** Resolves with what the input does wrong; undefined: nothing. */
  attempt(input: Buffer): Promise<Failure | undefined>;
}

export function createTrying(target: string): Trying {
  let watched: Watched | undefined;
  let take: ((told: Told) => void) | undefined;

  /** A worker that is there. One whose last input was too much for it is gone. */
  async function ready(): Promise<Watched> {
    if (watched) return watched;
    const begun = new Promise<void>((resolve) => {
      take = () => resolve();
    });
    const started = watch({ target, seed: 0, campaign: null, isAlone: true, onTold: (told) => take?.(told) });
    await Promise.race([begun, started.ended]);
    watched = started;
    return started;
  }

  return {
    async attempt(input) {
      const worker = await ready();
      const answered = new Promise<Failure | undefined>((resolve) => {
        take = (told) => resolve(told.kind === "tried" ? told.failure : undefined);
      });
      worker.post(input);
      const died = worker.ended.then((failure) => {
        watched = undefined;
        return failure;
      });
      return Promise.race([answered, died]);
    },
    async [Symbol.asyncDispose]() {
      await watched?.[Symbol.asyncDispose]();
    },
  };
}
