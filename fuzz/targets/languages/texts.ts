import { parseExactJson, stringifyExactJson } from "../../../engine/src/languages/exact-json.ts";
import { compileFilterPattern } from "../../../engine/src/languages/filter-pattern/filter-pattern.ts";
import {
  parseScheduleExpression,
  ScheduleExpressionError,
} from "../../../engine/src/languages/schedule-expression/schedule-expression.ts";
import { expectSame, expectTrue, inOwnWords, refusals, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, textOf } from "../text.ts";

const NUMBERS = ["9007199254740993", "1.0", "-0", "1e400", "0.1", "1E2", "123456789012345678901234567890"];

/** Numbers keep their digits, and everything else is what `JSON.parse` says. */
export const exactJson = (): Target => ({
  words: [...NUMBERS, '{"a":', "}", "[", "]", ",", '"', "null", "__proto__"],
  structured: jsonText(["a", "__proto__", "b"]).map((text) =>
    text.replace(/1/g, NUMBERS[text.length % NUMBERS.length] ?? "1"),
  ),
  run(input) {
    const text = input.toString();
    const plain = refusing(refusals(SyntaxError), () => JSON.parse(text) as unknown);
    const exact = refusing(refusals(SyntaxError), () => parseExactJson(text));
    expectSame(exact, plain, "exact JSON is read otherwise than JSON");
    if (exact === undefined) return;
    const written = stringifyExactJson(exact);
    expectSame(stringifyExactJson(parseExactJson(written)), written, "exact JSON is written otherwise the second time");
    expectSame(JSON.parse(written), plain, "exact JSON is written as another value");
  },
});

const TERMS = [
  "{ ",
  " }",
  "$.a",
  "$.b[0]",
  " = ",
  " != ",
  '"x"',
  "*",
  " && ",
  " || ",
  "(",
  ")",
  "IS NULL",
  "EXISTS",
  "?a",
  "-b",
  "%a+%",
  "[",
  "1",
  ">",
];

/** A filter pattern of CloudWatch Logs, and a line. */
export const filterPattern = (): Target => ({
  words: TERMS,
  structured: pair(textOf(TERMS), jsonText(["a", "b"])),
  run(input) {
    const [pattern, line] = halves(input);
    const matches = refusing(inOwnWords, () => compileFilterPattern(pattern));
    if (matches) expectSame(matches(line), matches(line), "a filter pattern matches otherwise the second time");
  },
});

const WORDS = [
  "rate(",
  "cron(",
  "at(",
  ")",
  "5",
  " minutes",
  "1 day",
  "0 ",
  "* ",
  "? ",
  "*/5 ",
  "1-5",
  "MON",
  "L",
  "W",
  "#2",
  "JAN",
  ",",
  "2026-03-01T12:00:00",
  "2199",
];
const NOW = Date.UTC(2026, 0, 31, 23, 59, 59);

/** A schedule, and its next time, which is always later. */
export const scheduleExpression = (): Target => ({
  words: [...WORDS, "Europe/Berlin", "UTC", "America/St_Johns"],
  structured: pair(textOf(WORDS, 10), textOf(["UTC", "Europe/Berlin", "Nowhere/Land", "America/St_Johns"], 1)),
  run(input) {
    const [expression, zone] = halves(input);
    const schedule = refusing(refusals(ScheduleExpressionError), () =>
      parseScheduleExpression(expression, zone || "UTC"),
    );
    const next = schedule?.next(NOW);
    expectTrue(next === undefined || next > NOW, "a schedule's next time is not later");
  },
});
