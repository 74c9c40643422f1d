/** Returns the engine's time as `12:34:56.789`. */
export const formatTime = (at: number): string => new Date(at).toISOString().slice(-13, -1);

/** Writes out what cannot be seen: control characters, and those that turn text around to look like other text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** Returns the message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Returns two digits, without zeros behind the point: 0.41, 7.2, 72. */
const digits = (value: number) => String(Number(value.toPrecision(2)));

/** Returns a span as `14 µs`, `0.41 ms`, `7.2 ms`, `718 ms`, `2.4 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 0.001) return "< 1 µs";
  if (ms < 0.0995) return `${digits(ms * 1000)} µs`;
  if (ms < 999.5) return `${ms < 99.5 ? digits(ms) : Math.round(ms)} ms`;
  if (ms < 10 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return twoUnits(ms, [MINUTE_MS, "min"], [SECOND_MS, "s"]);
  if (ms < DAY_MS) return twoUnits(ms, [HOUR_MS, "h"], [MINUTE_MS, "min"]);
  return twoUnits(ms, [DAY_MS, "d"], [HOUR_MS, "h"]);
}

type Unit = readonly [ms: number, name: string];

function twoUnits(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}

/** Returns an age of a row as `now`, `12s`, `5m`, `3h`, `4d`. */
export function formatAge(ms: number): string {
  if (ms < SECOND_MS) return "now";
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)}h`;
  return `${Math.floor(ms / DAY_MS)}d`;
}

const BYTE_UNITS = ["B", "KB", "MB", "GB"] as const;

/** Returns a size as AWS's quotas count it, `312 B`, `1.2 KB`, `128 KB`, of 1,024 each. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < BYTE_UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))} ${BYTE_UNITS[unit]}`;
}

const COUNT = new Intl.NumberFormat("en");

/** Returns a count as `12,345`. */
export const formatCount = (count: number): string => COUNT.format(Math.round(count));

/** Returns `1 message`, `2 messages`, `12,345 messages`. */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Returns a rate as `0.4/s`, `12/s`, `5,120/s`. */
export const formatRate = (perSecond: number): string =>
  `${perSecond < 9.95 ? Number(perSecond.toFixed(1)) : formatCount(perSecond)}/s`;

/** Returns the engine's day and time as `2026-01-31 12:34:56`, in UTC. */
export const formatDateTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

/** Returns JSON set in lines; the text as it is if it is none. */
export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
