import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTime, visible } from "../../src/ui/format.ts";

describe("formatTime", () => {
  it("is the time of day in UTC, to the millisecond", () => {
    expect(formatTime(Date.parse("2026-01-31T12:34:56.789Z"))).toBe("12:34:56.789");
    expect(formatTime(-1e15)).toBe("22:13:20.000");
  });
});

describe("visible", () => {
  it.each([
    ["plain text", "Žofie says 你好 👋", "Žofie says 你好 👋"],
    ["line breaks", "a\n\tb", "a\n\tb"],
    ["colours of a terminal", "\u001b[31mred", "\\u{1b}[31mred"],
    ["text turned around", "a\u202Etxt.exe", "a\\u{202e}txt.exe"],
    ["letters without width", "a\u200Bb", "a\\u{200b}b"],
    ["line separators", "a\u2028b", "a\\u{2028}b"],
    ["halves of characters", "a\uD83D", "a\\u{d83d}"],
  ])("writes %s so that it can be seen", (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it("leaves nothing that hides or turns around", () => {
    const anyText = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points));
    fc.assert(fc.property(anyText, (text) => !/[\p{Cf}\p{Cs}\u2028\u2029]/u.test(visible(text))));
  });
});
