import type { Clock } from "../../kernel/clock.ts";
import { type Cron, nextCron, parseCron, ScheduleExpressionError } from "./cron.ts";
import { fromWallClock, isTimeZone, toWallClock } from "./time-zone.ts";

export { ScheduleExpressionError };

/** The times at which something happens again and again. */
export interface Schedule {
  /** The first time later than `after` (epoch milliseconds); undefined: never again. */
  next(after: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Ways in which EventBridge Scheduler reads expressions otherwise than rules and Secrets Manager. */
export interface SchedulerOptions {
  /** Takes `1 minutes` and `2 HOUR` for what they mean. */
  readonly anyUnit?: boolean;
  /** The first time of a rate, epoch milliseconds. Without it a rate counts from when its schedule begins. */
  readonly startAt?: number | undefined;
}

/**
 * Reads `rate(5 minutes)`, `cron(0 8 1 * ? *)` or `at(2026-03-01T12:00:00)` as EventBridge and Secrets Manager write
 * them. Throws `ScheduleExpressionError`.
 */
export function parseScheduleExpression(
  expression: string,
  timeZone = "UTC",
  options: SchedulerOptions = {},
): Schedule {
  if (!isTimeZone(timeZone)) throw new ScheduleExpressionError(`There is no time zone ${timeZone}`);
  const [, kind = "", argument = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  const read = READERS[kind];
  if (!read) throw new ScheduleExpressionError(`${expression} is neither rate(…), cron(…) nor at(…)`);
  return read(argument, timeZone, options);
}

const READERS: Readonly<Record<string, (argument: string, timeZone: string, options: SchedulerOptions) => Schedule>> = {
  rate: readRate,
  cron: readCron,
  at: readAt,
};

function readRate(argument: string, _timeZone: string, { anyUnit = false, startAt }: SchedulerOptions): Schedule {
  const text = anyUnit ? argument.toLowerCase() : argument;
  const [, digits = "", unit = "", plural = ""] = /^([1-9]\d{0,6}) +(minute|hour|day)(s?)$/.exec(text) ?? [];
  const value = Number(digits);
  const unitMs = UNIT_MS[unit];
  // Rules want `1 minute` and `2 minutes`, and refuse the other two.
  if (unitMs === undefined || (!anyUnit && (value === 1) === (plural === "s")))
    throw new ScheduleExpressionError(`rate(${argument}) is not valid: it takes 1 minute, 2 minutes, hours or days`);
  return rateOf(value * unitMs, startAt);
}

function rateOf(periodMs: number, startAt: number | undefined): Schedule {
  if (startAt === undefined) return { next: (after) => after + periodMs };
  return { next: (after) => startAt + Math.max(0, Math.floor((after - startAt) / periodMs) + 1) * periodMs };
}

function readCron(argument: string, timeZone: string): Schedule {
  const cron = parseCron(argument.trim());
  return { next: (after) => nextInZone(cron, after, timeZone) };
}

/**
 * A time that spring's gap skips is left out, and one that autumn repeats comes once, the first time (Scheduler guide,
 * "Daylight savings time on EventBridge Scheduler").
 */
function nextInZone(cron: Cron, after: number, timeZone: string): number | undefined {
  let wallClock = nextCron(cron, toWallClock(after, timeZone));
  while (wallClock !== undefined) {
    const time = fromWallClock(wallClock, timeZone);
    if (time !== undefined && time > after) return time;
    wallClock = nextCron(cron, wallClock);
  }
  return undefined;
}

function readAt(argument: string, timeZone: string): Schedule {
  const wallClock = Date.parse(`${argument}Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  const isDate = !Number.isNaN(wallClock) && new Date(wallClock).toISOString() === `${argument}.000Z`;
  if (!isDate) throw new ScheduleExpressionError(`at(${argument}) is no date of the form yyyy-mm-ddThh:mm:ss`);
  const time = fromWallClock(wallClock, timeZone);
  return { next: (after) => (time !== undefined && time > after ? time : undefined) };
}

export interface RunningSchedule extends Disposable {
  /** Epoch milliseconds; undefined: never again. */
  readonly nextAt: number | undefined;
}

/** Runs `task` whenever `schedule` says so, until disposed. */
export function runSchedule(clock: Clock, schedule: Schedule, task: (dueAt: number) => void): RunningSchedule {
  let timer: Disposable | undefined;
  let nextAt: number | undefined;
  function arm(): void {
    const dueAt = schedule.next(clock.now());
    nextAt = dueAt;
    if (dueAt === undefined) return;
    timer = clock.after(dueAt - clock.now(), () => {
      arm();
      task(dueAt);
    });
  }
  arm();
  return {
    get nextAt() {
      return nextAt;
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}
