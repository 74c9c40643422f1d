import type { Clock } from "../../../kernel/clock.ts";

/** A signal that is aborted after `delayMs`, or with `outer`. */
export function abortAfter(
  delayMs: number,
  clock: Clock,
  outer: AbortSignal,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = clock.after(delayMs, abort);
  outer.addEventListener("abort", abort);
  if (outer.aborted) abort();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      timer[Symbol.dispose]();
      outer.removeEventListener("abort", abort);
    },
  };
}

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export async function pause(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  using over = abortAfter(delayMs, clock, signal);
  if (over.signal.aborted) return;
  await new Promise<void>((resolve) => over.signal.addEventListener("abort", () => resolve()));
}
