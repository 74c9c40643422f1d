import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import {
  parseScheduleExpression,
  runSchedule,
  ScheduleExpressionError,
} from "../../src/languages/schedule-expression/schedule-expression.ts";
import { expectRightTimes } from "./schedule-zones.ts";
import { changesOf, DAY_MS } from "./zone-changes.ts";

/** A Sunday. */
const NOW = "2026-03-01T12:00:00Z";

const next = (expression: string, after = NOW, timeZone?: string) => {
  const time = parseScheduleExpression(expression, timeZone).next(Date.parse(after));
  return time === undefined ? undefined : new Date(time).toISOString().replace(".000Z", "Z");
};

describe("parseScheduleExpression", () => {
  it.each([
    ["rate(1 minute)", "2026-03-01T12:01:00Z"],
    ["rate(5 minutes)", "2026-03-01T12:05:00Z"],
    ["rate(2 hours)", "2026-03-01T14:00:00Z"],
    ["rate(7 days)", "2026-03-08T12:00:00Z"],
    ["cron(0 10 * * ? *)", "2026-03-02T10:00:00Z"],
    ["cron(15 12 * * ? *)", "2026-03-01T12:15:00Z"],
    ["cron(0/15 * * * ? *)", "2026-03-01T12:15:00Z"],
    ["cron(5/10 8-17 ? * MON-FRI *)", "2026-03-02T08:05:00Z"],
    ["cron(0 8 1 * ? *)", "2026-04-01T08:00:00Z"],
    ["cron(0 0 L * ? *)", "2026-03-31T00:00:00Z"],
    ["cron(0 0 LW 5 ? *)", "2026-05-29T00:00:00Z"],
    ["cron(0 0 15W * ? *)", "2026-03-16T00:00:00Z"],
    ["cron(0 0 1W 8 ? *)", "2026-08-03T00:00:00Z"],
    ["cron(0 0 ? * 6L *)", "2026-03-27T00:00:00Z"],
    ["cron(0 0 ? * TUE#2 *)", "2026-03-10T00:00:00Z"],
    ["cron(0 0 ? * 1,7 *)", "2026-03-07T00:00:00Z"],
    ["cron(0 0 29 2 ? *)", "2028-02-29T00:00:00Z"],
    ["cron(0 0 1 1 ? 2030)", "2030-01-01T00:00:00Z"],
    ["cron(0 0 1 JAN,JUL ? *)", "2026-07-01T00:00:00Z"],
    ["cron(0 13 ? * SAT-SUN *)", "2026-03-01T13:00:00Z"],
    ["cron(0 11 ? * SAT-SUN *)", "2026-03-07T11:00:00Z"],
    ["cron(0 11 ? * MON-SUN *)", "2026-03-02T11:00:00Z"],
    ["cron(0 11 ? * FRI-MON *)", "2026-03-02T11:00:00Z"],
    ["cron(0 22-4 * * ? *)", "2026-03-01T22:00:00Z"],
    ["cron(0 22-4/2 2 3 ? *)", "2026-03-02T00:00:00Z"],
    ["cron(50-10/10 12 * * ? *)", "2026-03-01T12:10:00Z"],
    ["cron(0 0 1 NOV-FEB ? *)", "2026-11-01T00:00:00Z"],
    ["cron(0 0 30-2 * ? *)", "2026-03-02T00:00:00Z"],
    ["at(2026-03-01T12:00:01)", "2026-03-01T12:00:01Z"],
  ])("finds that %s comes next at %s", (expression, expected) => {
    expect(next(expression)).toBe(expected);
  });

  it.each(["cron(0 0 1 1 ? 2026)", "cron(0 0 31 2 ? *)", "at(2026-03-01T12:00:00)"])(
    "finds no next time for %s",
    (expression) => {
      expect(next(expression)).toBeUndefined();
    },
  );

  it.each(["rate(1 minutes)", "rate(1 MINUTE)", "rate(60 minute)", "rate(1 hours)", "rate(2 day)"])(
    "takes %s where any unit may stand, as in EventBridge Scheduler",
    (expression) => {
      expect(parseScheduleExpression(expression, "UTC", { anyUnit: true }).next(0)).toBeGreaterThan(0);
    },
  );

  it("begins a rate at its start, and keeps to its beat", () => {
    const startAt = Date.parse("2026-03-01T13:30:10Z");
    const schedule = parseScheduleExpression("rate(1 hour)", "UTC", { startAt });
    const times = [NOW, "2026-03-01T13:30:10Z", "2026-03-01T15:00:00Z"].map((after) =>
      schedule.next(Date.parse(after)),
    );
    expect(times).toEqual([0, 1, 2].map((hours) => startAt + hours * 3_600_000));
  });

  it.each([
    ["cron(0 9 * * ? *)", "Europe/Berlin", NOW, "2026-03-02T08:00:00Z"],
    ["cron(0 9 * * ? *)", "Europe/Berlin", "2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"],
    ["cron(30 2 29 3 ? *)", "Europe/Berlin", NOW, "2027-03-29T00:30:00Z"],
    ["cron(30 2 * * ? *)", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T06:30:00Z"],
    ["cron(0/15 * * * ? *)", "America/New_York", "2026-03-08T06:45:00Z", "2026-03-08T07:00:00Z"],
    ["cron(0/15 * * * ? *)", "America/New_York", "2026-11-01T05:45:00Z", "2026-11-01T07:00:00Z"],
    ["cron(0/15 * * * ? *)", "America/New_York", "2026-11-01T06:20:00Z", "2026-11-01T07:00:00Z"],
    ["cron(30 1 * * ? *)", "America/New_York", "2026-11-01T05:29:59Z", "2026-11-01T05:30:00Z"],
    ["cron(30 1 * * ? *)", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
    ["cron(0/10 * * * ? *)", "Australia/Lord_Howe", "2026-04-04T14:55:00Z", "2026-04-04T15:30:00Z"],
    ["at(2026-03-01T09:00:00)", "America/New_York", NOW, "2026-03-01T14:00:00Z"],
  ])("reads %s in the zone %s", (expression, timeZone, after, expected) => {
    expect(next(expression, after, timeZone)).toBe(expected);
  });

  it.each([
    "rate(0 minutes)",
    "rate(1 minutes)",
    "rate(2 minute)",
    "rate(5 seconds)",
    "cron(0 10 * * * *)",
    "cron(0 10 ? * ? *)",
    "cron(0 10 * * ?)",
    "cron(60 10 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 10 * FOO ? *)",
    "cron(10 10 * * ? 2030-2026)",
    "cron(*/60 * * * ? *)",
    "cron(0 0/24 * * ? *)",
    "rate(10 MINUTES)",
    "rate( 10 minutes )",
    " rate(10 minutes)",
    "at(2026-02-30T12:00:00)",
    "at(tomorrow)",
    "every day",
    "",
  ])("refuses %j", (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(ScheduleExpressionError);
  });

  it("never happens at a single time that spring's gap skips", () => {
    expect(next("at(2026-03-08T02:30:00)", NOW, "America/New_York")).toBeUndefined();
  });

  it("refuses a time zone that does not exist", () => {
    expect(() => parseScheduleExpression("rate(1 day)", "Mars/Olympus")).toThrow("time zone");
  });

  it("either reads or refuses any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const expression of [text, `cron(${text})`, `rate(${text})`]) {
          try {
            expect(parseScheduleExpression(expression).next(0)).not.toBe(0);
          } catch (error) {
            expect(error).toBeInstanceOf(ScheduleExpressionError);
          }
        }
      }),
    );
  });
});

describe("runSchedule", () => {
  it("runs at each time that the clock passes, until disposed", async () => {
    using clock = createClock(() => Date.parse(NOW));
    const times: string[] = [];
    const running = runSchedule(clock, parseScheduleExpression("rate(30 minutes)"), (dueAt) =>
      times.push(new Date(dueAt).toISOString().slice(11, 16)),
    );
    await clock.advance(3_600_000);
    expect(times).toEqual(["12:30", "13:00"]);
    running[Symbol.dispose]();
    await clock.advance(3_600_000);
    expect(times).toHaveLength(2);
  });
});

describe("cron in zones whose clocks change", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const from = Date.parse("2026-01-01T00:00:00Z");

  it("comes later each time, at the wall clocks it names, and at each of them once", () => {
    const zone = fc.constantFrom(...zones);
    fc.assert(
      fc.property(zone, fc.nat({ max: 9 }), fc.nat({ max: 600 }), (timeZone, year, minutesBefore) => {
        const begin = from + year * 366 * DAY_MS;
        for (const change of changesOf(timeZone, begin, begin + 366 * DAY_MS))
          expectRightTimes(timeZone, change, change + (120 - minutesBefore) * 60_000);
      }),
      { numRuns: 15 },
    );
  });
});
