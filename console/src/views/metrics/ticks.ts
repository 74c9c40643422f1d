const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];

/** Times at which a plot is ruled: whole steps, and no more than `most` of them. Seconds since the epoch. */
export function timeTicks(first: number, last: number, most: number): readonly number[] {
  const step = STEPS_SECONDS.find((each) => (last - first) / each <= most) ?? 3600;
  const begin = Math.ceil(first / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((last - begin) / step) + 1) }, (_, index) => begin + index * step);
}

const SHARES = [1, 2, 2.5, 5, 10];
const LINES = 3;

/** Values at which a plot is ruled, from 0 to one above `highest`. */
export function valueTicks(highest: number): readonly number[] {
  if (!(highest > 0)) return [0, 1];
  const magnitude = 10 ** Math.floor(Math.log10(highest / LINES));
  const step = (SHARES.find((share) => share * magnitude * LINES > highest) ?? 10) * magnitude;
  const count = Math.floor(highest / step) + 1;
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
