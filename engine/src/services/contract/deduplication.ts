import { noShelf, type Shelf } from "../../kernel/kept.ts";

/** A message sent again within this time is accepted and not delivered (SQS and SNS: the deduplication interval). */
const DEDUPLICATION_INTERVAL_MS = 5 * 60 * 1000;

/** Memory of a FIFO queue or topic for accepted sends: `T` is the answer to the first of several equal ones. */
export interface Deduplication<T> {
  /** The send with this id within the interval, if there was one. */
  find(id: string, now: number): T | undefined;
  remember(id: string, accepted: T, now: number): void;
}

/** An accepted send and its time. */
export interface RememberedSend<T> {
  readonly accepted: T;
  readonly at: number;
}

/** `shelf`: keeps sends beyond the engine's life; by default they do not outlive it. */
export function createDeduplication<T>(
  shelf: Shelf<RememberedSend<T>> = noShelf as Shelf<RememberedSend<T>>,
): Deduplication<T> {
  const sends = new Map(shelf.entries());
  let prunedAt = 0;

  // Once an interval, so that a burst does not cost a search for each of its messages.
  function prune(now: number): void {
    if (now - prunedAt < DEDUPLICATION_INTERVAL_MS) return;
    prunedAt = now;
    for (const [id, { at }] of sends) if (now - at >= DEDUPLICATION_INTERVAL_MS) forget(id);
  }

  function forget(id: string): void {
    sends.delete(id);
    shelf.delete(id);
  }

  return {
    find(id, now) {
      const earlier = sends.get(id);
      return earlier && now - earlier.at < DEDUPLICATION_INTERVAL_MS ? earlier.accepted : undefined;
    },
    remember(id, accepted, now) {
      prune(now);
      const send = { accepted, at: now };
      sends.set(id, send);
      shelf.put(id, send);
    },
  };
}
