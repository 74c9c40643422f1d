/** The changes of a zone's clocks between two times (epoch milliseconds): the first moment after each. */
export function changesOf(timeZone: string, from: number, until: number): number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offset = (time: number) => format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value;
  const changes: number[] = [];
  for (let day = from; day < until; day += DAY_MS)
    if (offset(day) !== offset(day + DAY_MS)) changes.push(firstAfter(day, day + DAY_MS, offset));
  return changes;
}

export const DAY_MS = 86_400_000;

/** Halves the span in which the offset changes until it is a minute. */
function firstAfter(before: number, after: number, offset: (time: number) => string | undefined): number {
  let [low, high] = [before, after];
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (offset(middle) === offset(low)) low = middle;
    else high = middle;
  }
  return high;
}

const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;

/** Clocks on the wall of that zone, to the minute, as text. */
export function wallTexts(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", ...PARTS });
  return (time) => format.format(time);
}
