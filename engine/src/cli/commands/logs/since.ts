import { UserError } from "../../../kernel/errors.ts";

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The time, in epoch milliseconds, that `5m`, `2h` or `2026-03-01T12:00:00Z` says. */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return Math.max(0, now - Number(count) * (UNITS_MS[unit] ?? 0));
  const time = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UserError(`--since takes a time such as 30s, 5m, 2h, 1d or 2026-03-01T12:00:00Z, not "${text}".`);
}
