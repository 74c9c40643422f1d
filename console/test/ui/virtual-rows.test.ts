import { describe, expect, it } from "vitest";
import { nextIndex } from "../../src/ui/layout/virtual-rows.tsx";

describe("keys in a list of ten rows, three of them in view", () => {
  it.each([
    ["ArrowDown", 4, 5],
    ["ArrowDown", 9, 9],
    ["ArrowDown", -1, 0],
    ["ArrowUp", 4, 3],
    ["ArrowUp", 0, 0],
    ["ArrowUp", -1, 9],
    ["PageDown", 4, 7],
    ["PageUp", 1, 0],
    ["Home", 4, 0],
    ["End", 4, 9],
    ["x", 4, undefined],
    ["toString", 4, undefined],
  ])("%s leads from row %i to %s", (key, current, next) => {
    expect(nextIndex(key, current, 10, 3)).toBe(next);
  });

  it("lead nowhere in an empty list", () => {
    expect(nextIndex("End", -1, 0, 3)).toBeUndefined();
  });
});
