/** Bins of durations, each wider than the one before it: a percentile is off by at most a sixth. */
const FIRST_MS = 0.1;
const FACTOR = 1.35;

/** The last one begins at about a minute and a half, and holds all above. */
export const BINS = 46;

/** The bin of a duration in milliseconds. */
export function binOf(ms: number): number {
  if (!(ms > FIRST_MS)) return 0;
  return Math.min(BINS - 1, Math.ceil(Math.log(ms / FIRST_MS) / Math.log(FACTOR)));
}

const upperMs = (bin: number) => FIRST_MS * FACTOR ** bin;

/** The duration that the share `quantile` of all stays below, of counts by bin; undefined when there are none. */
export function quantileOf(counts: ArrayLike<number>, quantile: number): number | undefined {
  let total = 0;
  for (let bin = 0; bin < BINS; bin++) total += counts[bin] ?? 0;
  if (total === 0) return undefined;
  const wanted = quantile * total;
  let below = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const count = counts[bin] ?? 0;
    // Within a bin, durations are taken to lie evenly.
    if (below + count >= wanted && count > 0) {
      const lower = bin === 0 ? 0 : upperMs(bin - 1);
      return lower + (upperMs(bin) - lower) * ((wanted - below) / count);
    }
    below += count;
  }
  return upperMs(BINS - 1);
}
