export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** Runs `task` when `signal` aborts, at once if it has; no longer after `until` aborts. */
export function onAbort(signal: AbortSignal | undefined, task: () => void, until?: AbortSignal): void {
  if (until?.aborted) return;
  if (signal?.aborted) task();
  else signal?.addEventListener("abort", task, { once: true, signal: until });
}
