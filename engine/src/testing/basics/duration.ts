/** A span of time: milliseconds, or `{ hours: 2, minutes: 30 }`. */
export type Duration = number | Partial<Readonly<Record<Unit, number>>>;

type Unit = "days" | "hours" | "minutes" | "seconds" | "milliseconds";

const MS: Readonly<Record<Unit, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};

export function msOf(duration: Duration): number {
  if (typeof duration === "number") return duration;
  return Object.entries(duration).reduce((sum, [unit, count]) => sum + count * MS[unit as Unit], 0);
}
