/** Connections that have just kept a post waiting for nothing. */
export interface Stalls {
  has(connectionId: string): boolean;
  add(connectionId: string): void;
}

/** Time of a stall: longer than one event has at a time, so that none waits twice for the same connection. */
const STALL_MS = 30_000;

/** Number of stalls that are remembered. Those that stalled first are forgotten first. */
const MAX_STALLS = 1_000;

/** Remembers stalls in one execution environment: whoever does not know of a stall waits for it once. */
export function createStalls(now: () => number): Stalls {
  const untilMs = new Map<string, number>();
  return {
    has: (connectionId) => now() < (untilMs.get(connectionId) ?? 0),
    add(connectionId) {
      untilMs.delete(connectionId);
      untilMs.set(connectionId, now() + STALL_MS);
      for (const first of untilMs.keys()) {
        if (untilMs.size <= MAX_STALLS) return;
        untilMs.delete(first);
      }
    },
  };
}
