import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import { type Abortable, onAbort } from "./emitter.ts";

/** Ends the waiting: well, or with an error. */
export type Settle = (error?: unknown) => void;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Returns a promise with a deadline and a way out. `watch` looks for the outcome, `until` the waiting is over. It
 * rejects with `timeout`, with the reason of the caller's signal, or with what `watch` says.
 */
export function wait(
  watch: (settle: Settle, until: Abortable) => void,
  clock: Clock,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  { signal }: Abortable = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const settle: Settle = (error) => {
      if (over.signal.aborted) return;
      over.abort();
      if (error === undefined) resolve();
      else reject(error);
    };
    onAbort(
      over.signal,
      clock.after(timeoutMs, () => settle(new PortcullisError("timeout"))),
    );
    onAbort(signal, () => settle(signal?.reason), over.signal);
    if (!over.signal.aborted) watch(settle, over);
  });
}
