/** Seconds of which activity is remembered. */
export const ACTIVITY_SECONDS = 60;

const MOST = 255;

/** The frames of each of the last sixty seconds. */
export class Activity {
  readonly #counts = new Uint8Array(ACTIVITY_SECONDS);
  /** The second of the newest count. */
  #newest = 0;

  add(atMs: number, frames = 1): void {
    const second = Math.floor(atMs / 1000);
    this.#moveTo(second);
    if (second <= this.#newest - ACTIVITY_SECONDS) return;
    const index = second % ACTIVITY_SECONDS;
    this.#counts[index] = Math.min(MOST, (this.#counts[index] ?? 0) + frames);
  }

  /** Counts of the sixty seconds up to this moment, oldest first. */
  counts(nowMs: number): readonly number[] {
    const now = Math.floor(nowMs / 1000);
    return Array.from({ length: ACTIVITY_SECONDS }, (_, index) => {
      const second = now - ACTIVITY_SECONDS + 1 + index;
      const isKnown = second <= this.#newest && second > this.#newest - ACTIVITY_SECONDS;
      return isKnown ? (this.#counts[second % ACTIVITY_SECONDS] ?? 0) : 0;
    });
  }

  #moveTo(second: number): void {
    if (second <= this.#newest) return;
    const from = Math.max(this.#newest + 1, second - ACTIVITY_SECONDS + 1);
    for (let each = from; each <= second; each++) this.#counts[each % ACTIVITY_SECONDS] = 0;
    this.#newest = second;
  }
}
