import { describe, expect, it } from "vitest";
import { parseSpan } from "../../../src/views/time/span.ts";

const NOON = Date.UTC(2026, 2, 1, 12);

describe("a span of time that somebody types", () => {
  it.each<[string, number | undefined]>([
    ["45 s", 45],
    ["3h 20min", 12_000],
    ["1.5 h", 5_400],
    ["2 d", 172_800],
    ["2026-03-01T12:01Z", 60],
    ["2026-03-01 12:01", 60],
    ["2026-03-01T14:00+02:00", undefined],
    ["2026-03-02", 43_200],
    ["2020-01-01", undefined],
    ["45", undefined],
    ["soon", undefined],
    ["3 h and then", undefined],
    ["", undefined],
  ])("%j is %s seconds", (text, seconds) => {
    expect(parseSpan(text, NOON)).toBe(seconds);
  });
});
