import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/kernel/errors.ts";
import { compileKeySelector } from "../../../src/languages/selection-expression/index.ts";

describe("compileKeySelector", () => {
  const select = compileKeySelector([
    ["/4\\d{2}/", "client"],
    ["/400|500/", "second"],
    ["404", "exact"],
    ["/(?i).*not found.*/", "lambda"],
    ["$default", "fallback"],
  ]);

  it.each([
    ["404", "exact"],
    ["400", "client"],
    ["500", "second"],
    ["4000", "fallback"],
    ["1404", "fallback"],
    ["Room NOT found!", "lambda"],
    ["", "fallback"],
    ["$default", "fallback"],
  ])("selects for %j the entry %s", (key, entry) => {
    expect(select(key)).toBe(entry);
  });

  it("selects nothing without a fitting key or $default", () => {
    expect(compileKeySelector([["a", 1]])("b")).toBeUndefined();
    expect(compileKeySelector<number>([])("")).toBeUndefined();
  });

  it("refuses a key whose pattern is broken", () => {
    expect(() => compileKeySelector([["/(/", 1]])).toThrow(UserError);
  });
});
