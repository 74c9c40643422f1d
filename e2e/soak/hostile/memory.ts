/** The memory of the engine's processes at a moment of rest. */
export interface Sample {
  /** Seconds since the soak began. */
  readonly at: number;
  readonly rssMb: number;
}

export interface Growth {
  readonly meanMb: number;
  /** Along the line that fits the samples best (least squares). */
  readonly mbPerHour: number;
  /** From the first to the last of the samples, along that line, as a share of the mean. */
  readonly share: number;
}

/** Fits a line to the samples of the last half. Undefined for fewer than three. */
export function growthOfLastHalf(samples: readonly Sample[]): Growth | undefined {
  const [begin = 0, end = 0] = [samples[0]?.at, samples.at(-1)?.at];
  const half = samples.filter(({ at }) => at >= (begin + end) / 2);
  const first = half[0];
  if (!first || half.length < 3) return undefined;
  const meanAt = mean(half.map(({ at }) => at));
  const meanMb = mean(half.map(({ rssMb }) => rssMb));
  const spread = half.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const slope = half.reduce((sum, { at, rssMb }) => sum + (at - meanAt) * (rssMb - meanMb), 0) / spread;
  return { meanMb, mbPerHour: slope * 3600, share: (slope * (end - first.at)) / meanMb };
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Of the mean, over the last half: 10 % an hour when the soak takes one. */
export const MOST_GROWTH = 0.05;

/** With fewer, in less than ten minutes, caches fill and functions are still compiled: the line says nothing of a leak. */
export const FEWEST_RESTS = 8;
