import type { Abortable } from "../abort.ts";
import { PortcullisError } from "../errors.ts";

export interface Feed<T> {
  push(value: T): void;
  /** Ends the iteration, with an error or well; what is kept is read first. */
  end(error?: PortcullisError): void;
}

/** Most messages that wait for a slow reader. More would be a leak, and to drop some in silence would be a gap. */
const MOST_KEPT = 1000;

/** Returns an iterator over all that `listen` feeds in from now on. `until` aborts when nothing more is wanted. */
export function iterate<T>(listen: (feed: Feed<T>, until: Abortable) => void): AsyncGenerator<T, undefined> {
  const over = new AbortController();
  const kept: T[] = [];
  let failure: PortcullisError | undefined;
  let wake = () => {};

  function end(error?: PortcullisError): void {
    failure ??= error;
    over.abort();
    wake();
  }

  function push(value: T): void {
    if (kept.push(value) > MOST_KEPT) end(new PortcullisError("slow_consumer"));
    wake();
  }

  async function* read(): AsyncGenerator<T, undefined> {
    try {
      while (kept.length > 0 || !over.signal.aborted) {
        if (kept.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        yield* kept.splice(0);
      }
      if (failure) throw failure;
      return undefined;
    } finally {
      over.abort();
    }
  }

  listen({ push, end }, over);
  return read();
}
