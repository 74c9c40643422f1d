/** A moment as a clock on the wall shows it, written as if that were UTC. */
export type WallClock = number;

/** Tells whether this machine knows the zone (`Europe/Berlin`, IANA). */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const toWallClock = (time: number, timeZone: string): WallClock => time + offsetMs(time, timeZone);

/** A wall clock that is skipped in spring becomes the moment after the gap; one that comes twice in autumn the first. */
export function fromWallClock(wallClock: WallClock, timeZone: string): number {
  const offsets = [wallClock - DAY_MS, wallClock + DAY_MS].map((time) => offsetMs(time, timeZone));
  const candidates = offsets.map((offset) => wallClock - offset);
  const exact = candidates.filter((time) => toWallClock(time, timeZone) === wallClock);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

const DAY_MS = 86_400_000;

/** The lead of the zone's clocks over UTC at `time`. */
function offsetMs(time: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(time);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
