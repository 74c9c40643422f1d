import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatJson,
  formatPlural,
  formatRate,
} from "../../src/ui/format.ts";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [0.0001, "< 1 µs"],
    [0.001, "1 µs"],
    [0.0142, "14 µs"],
    [0.4123, "0.41 ms"],
    [7.25, "7.3 ms"],
    [72.6, "73 ms"],
    [718.6350989999773, "719 ms"],
    [999.7, "1.0 s"],
    [2_449, "2.4 s"],
    [59_999, "59 s"],
    [185_000, "3 min 5 s"],
    [180_000, "3 min"],
    [7_800_000, "2 h 10 min"],
    [356_400_000, "4 d 3 h"],
    [-1500, "-1.5 s"],
    [Number.NaN, "–"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("never shows more than four digits after one another", () => {
    const spans = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(fc.property(spans, (ms) => !/\d{5}|\d\.\d{3}/.test(formatDuration(ms))));
  });
});

describe("other units", () => {
  it.each([
    [formatAge(900), "now"],
    [formatAge(65_000), "1m"],
    [formatAge(90_000_000), "1d"],
    [formatBytes(312), "312 B"],
    [formatBytes(1024), "1 KB"],
    [formatBytes(1_300), "1.3 KB"],
    [formatBytes(131_072), "128 KB"],
    [formatBytes(5 * 1024 ** 4), "5120 GB"],
    [formatCount(12_345.4), "12,345"],
    [formatPlural(1, "entry", "entries"), "1 entry"],
    [formatPlural(2_000, "entry", "entries"), "2,000 entries"],
    [formatRate(0.4444), "0.4/s"],
    [formatRate(5_120.2), "5,120/s"],
    [formatDateTime(Date.parse("2026-01-31T12:34:56.789Z")), "2026-01-31 12:34:56"],
    [formatJson('{"a":1}'), '{\n  "a": 1\n}'],
    [formatJson("{"), "{"],
  ])("are written as people do: %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});
