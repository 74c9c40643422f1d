import { describe, expect, it } from "vitest";
import { listNames } from "../../../src/kernel/words/list-names.ts";

describe("listNames", () => {
  it.each([
    [[], 2, ""],
    [["a"], 2, "a"],
    [["a", "b"], 2, "a, b"],
    [["a", "b", "c"], 2, "a, b and 1 more"],
    [["a", "b", "c", "d", "e"], 2, "a, b and 3 more"],
  ])("of %j tells %i at most: %s", (names, most, expected) => {
    expect(listNames(names, most)).toBe(expected);
  });
});
