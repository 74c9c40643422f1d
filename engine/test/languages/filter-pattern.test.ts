import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilterPattern } from "../../src/languages/filter-pattern/filter-pattern.ts";

const matches = (pattern: string, message: string) => compileFilterPattern(pattern)(message);

describe("terms", () => {
  it.each<[pattern: string, message: string, expected: boolean]>([
    ["", "anything", true],
    ["ERROR", "an ERROR occurred", true],
    ["ERROR", "an error occurred", false],
    ["ERROR timeout", "timeout: ERROR", true],
    ["ERROR timeout", "ERROR", false],
    ['"not found"', "user not found", true],
    ['"not found"', "found, not lost", false],
    ['"a \\"b\\""', 'say a "b" now', true],
    ["?ERROR ?WARN", "WARN: low", true],
    ["?ERROR ?WARN", "INFO: fine", false],
    ["ERROR ?WARN", "ERROR", true],
    ["ERROR -retry", "ERROR", true],
    ["ERROR -retry", "ERROR: retry", false],
    ["-debug", "info", true],
    ["%status=5\\d\\d%", "status=503", true],
    ["%status=5\\d\\d%", "status=404", false],
  ])("%s, in %s: %s", (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});

describe("conditions on JSON", () => {
  const event = JSON.stringify({
    level: "ERROR",
    ms: 120,
    user: { id: "ann-1", tags: ["a", "b"] },
    ok: false,
    gone: null,
  });

  it.each<[pattern: string, expected: boolean]>([
    ['{ $.level = "ERROR" }', true],
    ["{ $.level = ERROR }", true],
    ['{ $.level != "ERROR" }', false],
    ['{ $.missing != "ERROR" }', false],
    ["{ $.ms > 100 }", true],
    ["{ $.ms <= 100 }", false],
    ["{ $.ms = 120 }", true],
    ['{ $.ms = "120" }', false],
    ['{ $.user.id = "ann-*" }', true],
    ["{ $.user.id = %^ann% }", true],
    ['{ $.user.tags[1] = "b" }', true],
    ["{ $.ok IS FALSE }", true],
    ["{ $.gone IS NULL }", true],
    ["{ $.missing IS NULL }", false],
    ["{ $.missing NOT EXISTS }", true],
    ["{ $.gone NOT EXISTS }", false],
    ['{ ($.level = "WARN" || $.level = "ERROR") && $.ms > 100 }', true],
    ['{ $.level = "WARN" || $.level = "ERROR" && $.ms > 200 }', false],
  ])("%s: %s", (pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it("are never met by what is no JSON", () => {
    expect(matches("{ $.level NOT EXISTS }", "plain text")).toBe(false);
  });
});

describe("a pattern that is none", () => {
  it.each([
    ["{ $.level }", "it ends too early"],
    ["{ level = 1 }", '"level" selects nothing'],
    ["{ $.a = 1", "the closing brace is missing"],
    ["{ ($.a = 1 }", "a closing bracket is missing"],
    ["{ $.a > b }", '"b" is no number'],
    ["{ $.a = 1 } }", '"}" is not expected there'],
    ['"open', 'it cannot be read from ""open" on'],
    ["%(%", "%(% is no regular expression"],
    ["[ip, user]", "patterns of fields that spaces delimit are not known here"],
  ])("%s is refused: %s", (pattern, message) => {
    expect(() => compileFilterPattern(pattern)).toThrow(message);
  });

  it("throws a message and nothing else, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, message) => {
        try {
          expect(typeof matches(pattern, message)).toBe("boolean");
        } catch (error) {
          expect((error as Error).constructor).toBe(Error);
        }
      }),
    );
  });
});
