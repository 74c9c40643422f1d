import { PortcullisError } from "./errors.ts";

export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** Runs `task` when `signal` aborts, at once if it has; no longer after `until` aborts. */
export function onAbort(signal: AbortSignal | undefined, task: () => void, until?: AbortSignal): void {
  if (until?.aborted) return;
  if (signal?.aborted) task();
  else signal?.addEventListener("abort", task, { once: true, signal: until });
}

/** Returns the reason of a signal that has aborted. Safari before 15.4 and React Native have none. */
export const abortError = ({ reason }: AbortSignal): unknown =>
  reason === undefined ? new PortcullisError("aborted") : reason;
