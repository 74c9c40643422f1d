import type { WallClock } from "./time-zone.ts";

/** The error for a schedule expression that AWS would refuse. */
export class ScheduleExpressionError extends Error {
  override readonly name = "ScheduleExpressionError";
}

type DayTest = (day: Day) => boolean;

/** A cron expression, ready to be asked. */
export interface Cron {
  /** Sorted. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly isDay: DayTest;
  readonly lastYear: number;
}

interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly date: number;
  /** 1 (Sunday) to 7, as AWS counts. */
  readonly weekday: number;
  readonly daysInMonth: number;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Nothing comes round again after its last value. */
  readonly isLinear?: boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** EventBridge's fields, in their order; a year after 2199 is not accepted. */
const MINUTES: Field = { name: "minutes", min: 0, max: 59 };
const HOURS: Field = { name: "hours", min: 0, max: 23 };
const DATES: Field = { name: "day-of-month", min: 1, max: 31 };
const MONTH: Field = { name: "month", min: 1, max: 12, names: MONTHS };
const WEEKDAY: Field = { name: "day-of-week", min: 1, max: 7, names: WEEKDAYS };
const YEAR: Field = { name: "year", min: 1970, max: 2199, isLinear: true };

const DAY_MS = 86_400_000;

/** Reads the six fields of `cron(…)`. Throws `ScheduleExpressionError`. */
export function parseCron(text: string): Cron {
  const fields = text.toUpperCase().split(/\s+/);
  const [minutes = "", hours = "", dates = "", month = "", weekday = "", year = ""] = fields;
  if (fields.length !== 6) throw new ScheduleExpressionError(`cron(${text}) needs six fields`);
  // Both would have to be true at once, so AWS wants one of them to be left open.
  if ((dates === "?") === (weekday === "?"))
    throw new ScheduleExpressionError(`cron(${text}) needs a ? in either day-of-month or day-of-week`);
  const isMonth = numberTest(month, MONTH);
  const isYear = numberTest(year, YEAR);
  const isDate = weekday === "?" ? dateTest(dates) : weekdayTest(weekday);
  return {
    minutes: values(minutes, MINUTES),
    hours: values(hours, HOURS),
    isDay: (day) => isYear(day.year) && isMonth(day.month) && isDate(day),
    lastYear: Math.max(...values(year, YEAR)),
  };
}

/** The first time after `after`; undefined when there is none. */
export function nextCron({ minutes, hours, isDay, lastYear }: Cron, after: WallClock): WallClock | undefined {
  const begin = new Date(after);
  for (let midnight = begin.setUTCHours(0, 0, 0, 0); ; midnight += DAY_MS) {
    const day = dayAt(midnight);
    if (day.year > lastYear) return undefined;
    if (!isDay(day)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const time = midnight + (hour * 60 + minute) * 60_000;
        if (time > after) return time;
      }
    }
  }
}

function dayAt(midnight: number): Day {
  const date = new Date(midnight);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    year,
    month: month + 1,
    date: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  };
}

/** A list of `*`, `n`, `a-b`, each with an optional `/step`: its values in order. */
function values(text: string, field: Field): number[] {
  const all = text.split(",").flatMap((part) => rangeValues(part, field));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** `SAT-SUN` and `22-4` go round the end of their field, as people deploy them. */
function rangeValues(part: string, field: Field): number[] {
  const [range = "", step = "1"] = part.split("/");
  const [from = "", to] = range === "*" ? [String(field.min), String(field.max)] : range.split("-");
  const first = fieldValue(from, field);
  // `5/15` goes on to the end of the field.
  const last = to !== undefined ? fieldValue(to, field) : part.includes("/") ? field.max : first;
  const isStep = /^[1-9]\d*$/.test(step) && (field.isLinear || Number(step) <= field.max);
  if (!isStep || (field.isLinear && last < first)) throw invalid(part, field);
  const span = field.max - field.min + 1;
  const end = last < first ? last + span : last;
  return Array.from({ length: Math.floor((end - first) / Number(step)) + 1 }, (_, n) => {
    const value = first + n * Number(step);
    return value > field.max ? value - span : value;
  });
}

function fieldValue(text: string, field: Field): number {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + field.min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.min && value <= field.max) return value;
  throw invalid(text, field);
}

const invalid = (text: string, { name }: Field) => new ScheduleExpressionError(`"${text}" is not valid as ${name}`);

function numberTest(text: string, field: Field): (value: number) => boolean {
  const allowed = new Set(values(text, field));
  return (value) => allowed.has(value);
}

/** `L` the last day, `15W` the weekday nearest to the 15th, `LW` the last weekday, else numbers. */
function dateTest(text: string): DayTest {
  if (text === "L") return ({ date, daysInMonth }) => date === daysInMonth;
  if (text === "LW") return (day) => day.date === nearestWeekday(day, day.daysInMonth);
  const near = /^(\d+)W$/.exec(text)?.[1];
  if (near !== undefined) {
    const target = fieldValue(near, DATES);
    return (day) => target <= day.daysInMonth && day.date === nearestWeekday(day, target);
  }
  const isDate = numberTest(text, DATES);
  return ({ date }) => isDate(date);
}

/** Never in another month. */
function nearestWeekday({ weekday, date, daysInMonth }: Day, target: number): number {
  const targetWeekday = ((((weekday - 1 + target - date) % 7) + 7) % 7) + 1;
  if (targetWeekday === 7) return target === 1 ? target + 2 : target - 1;
  if (targetWeekday === 1) return target === daysInMonth ? target - 2 : target + 1;
  return target;
}

/** `6L` the last Friday, `3#2` the second Tuesday, `L` Saturday, else numbers or names. */
function weekdayTest(text: string): DayTest {
  const last = /^(\w{1,3})L$/.exec(text)?.[1];
  if (last !== undefined) {
    const target = fieldValue(last, WEEKDAY);
    return ({ weekday, date, daysInMonth }) => weekday === target && date > daysInMonth - 7;
  }
  const [, nthDay, nth] = /^(\w{1,3})#([1-5])$/.exec(text) ?? [];
  if (nthDay !== undefined) {
    const target = fieldValue(nthDay, WEEKDAY);
    return ({ weekday, date }) => weekday === target && Math.ceil(date / 7) === Number(nth);
  }
  const isWeekday = numberTest(text === "L" ? "SAT" : text, WEEKDAY);
  return ({ weekday }) => isWeekday(weekday);
}
