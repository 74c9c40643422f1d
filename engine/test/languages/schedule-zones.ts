import { expect } from "vitest";
import { parseScheduleExpression } from "../../src/languages/schedule-expression/schedule-expression.ts";
import { DAY_MS, wallTexts } from "./zone-changes.ts";

/** Minutes past the hour of the schedules that are walked, and what `cron(…)` calls them. */
const EVERY_MINUTES = [5, 15, 30];

const MINUTE_MS = 60_000;

/**
 * Walks schedules over a change of a zone's clocks, and compares them with the plain rule: of all minutes in order,
 * those whose wall clock the expression names, each wall clock once.
 */
export function expectRightTimes(timeZone: string, change: number, from = change - DAY_MS / 4): void {
  const wallText = wallTexts(timeZone);
  const until = change + DAY_MS / 4;
  for (const step of EVERY_MINUTES) {
    const expected = minutesOf(from, until, step, wallText);
    const schedule = parseScheduleExpression(`cron(0/${step} * * * ? *)`, timeZone);
    const found: number[] = [];
    for (let at = schedule.next(from); at !== undefined && at < until; at = schedule.next(at)) {
      expect(at).toBeGreaterThan(found.at(-1) ?? from);
      found.push(at);
    }
    expect(found.map(toIso), timeZone).toEqual(expected.map(toIso));
  }
}

const toIso = (time: number) => new Date(time).toISOString();

/** A wall clock that came before `from` has had its turn as well. */
function minutesOf(from: number, until: number, step: number, wallText: (time: number) => string): number[] {
  const seen = new Set<string>();
  const found: number[] = [];
  for (let time = from - DAY_MS / 2; time < until; time += MINUTE_MS) {
    const text = wallText(time);
    if (Number(text.slice(-2)) % step !== 0 || seen.has(text)) continue;
    seen.add(text);
    if (time > from) found.push(time);
  }
  return found;
}
