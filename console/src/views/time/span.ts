import { engineNow } from "../../engine/clock.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400, w: 604_800 };

const PART = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)/i;

/** Seconds of `3 h 20 min`, or until a date of the engine's time; undefined for what is neither, or is past. */
export function parseSpan(text: string, now = engineNow()): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^\d{4}-\d\d-\d\d/.test(trimmed)) return secondsUntil(trimmed, now);
  let [rest, seconds] = [trimmed, 0];
  while (rest !== "") {
    const [part, digits, unit = ""] = PART.exec(rest) ?? [];
    const size = UNITS[unit.toLowerCase()];
    if (part === undefined || size === undefined) return undefined;
    seconds += Number(digits) * size;
    rest = rest.slice(part.length).trim();
  }
  return seconds;
}

/** A date without a zone is in UTC, as all times here. */
function secondsUntil(text: string, now: number): number | undefined {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || /^\d{4}-\d\d-\d\d$/.test(text);
  const at = Date.parse(hasZone ? text.replace(" ", "T") : `${text.replace(" ", "T")}Z`);
  const seconds = (at - now) / 1000;
  return seconds > 0 ? seconds : undefined;
}
