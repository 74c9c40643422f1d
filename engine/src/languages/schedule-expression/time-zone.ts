/** A moment as a clock on the wall shows it, written as if that were UTC. */
export type WallClock = number;

/** Tells whether this machine knows the zone (`Europe/Berlin`, IANA). */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export const toWallClock = (time: number, timeZone: string): WallClock => time + offsetMs(time, timeZone);

/** The first moment at which clocks show that; undefined for a wall clock that is skipped in spring. */
export function fromWallClock(wallClock: WallClock, timeZone: string): number | undefined {
  // The offsets before and after a change, if there is one: no zone has two within two days.
  const offsets = [wallClock - DAY_MS, wallClock + DAY_MS].map((time) => offsetMs(time, timeZone));
  const times = offsets.map((offset) => wallClock - offset);
  const exact = times.filter((time) => toWallClock(time, timeZone) === wallClock);
  return exact.length > 0 ? Math.min(...exact) : undefined;
}

const DAY_MS = 86_400_000;

/** Making a format takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  formats.set(timeZone, format);
  return format;
}

/** The lead of the zone's clocks over UTC at `time`. */
function offsetMs(time: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const parts = formatOf(timeZone).formatToParts(time);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
