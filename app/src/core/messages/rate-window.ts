/** A minute. */
export interface RateWindow {
  /** Its number, counted from 1970. */
  readonly index: number;
  readonly endsAtMs: number;
}

const WINDOW_MS = 60_000;

export function windowAt(nowMs: number): RateWindow {
  const index = Math.floor(nowMs / WINDOW_MS);
  return { index, endsAtMs: (index + 1) * WINDOW_MS };
}
