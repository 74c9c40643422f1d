import { type Abortable, abortError, onAbort } from "./abort.ts";
import type { Clock } from "./clock.ts";
import { type ErrorCode, PortcullisError } from "./errors.ts";

/** Ends the waiting: well, with a value, or with an error. */
export type Settle<Value = void> = (error?: unknown, value?: Value) => void;

export interface WaitOptions extends Abortable {
  /** Default 30 s. */
  readonly timeoutMs?: number | undefined;
}

/** One second more than API Gateway gives an integration. */
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Returns a promise with a deadline and a way out. `watch` looks for the outcome, `until` the waiting is over. It
 * rejects with `lateCode`, with the reason of the caller's signal, or with what `watch` says.
 */
export function wait<Value = void>(
  watch: (settle: Settle<Value>, until: AbortController) => void,
  clock: Clock,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: WaitOptions = {},
  lateCode: ErrorCode = "timeout",
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const settle: Settle<Value> = (error, value) => {
      if (over.signal.aborted) return;
      over.abort();
      if (error === undefined) resolve(value as Value);
      else reject(error);
    };
    onAbort(
      over.signal,
      clock.after(timeoutMs, () => settle(new PortcullisError(lateCode))),
    );
    onAbort(signal, () => signal && settle(abortError(signal)), over.signal);
    if (!over.signal.aborted) watch(settle, over);
  });
}
