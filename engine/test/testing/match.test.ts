import { describe, expect, it } from "vitest";
import { describeMatch, isMeant } from "../../src/testing/basics/match.ts";

const FRAME = { action: "said", list: [1, { two: 2 }], none: null, by: { name: "Ada", age: 36 } };

describe("a match", () => {
  it.each<[string, Parameters<typeof isMeant>[1], boolean]>([
    ["nothing at all", undefined, true],
    ["some of its members", { action: "said" }, true],
    ["members of members", { by: { name: "Ada" } }, true],
    ["another value", { action: "asked" }, false],
    ["a member that it lacks", { missing: undefined }, false],
    ["null", { none: null }, true],
    ["a list with parts of its elements", { list: [1, {}] }, true],
    ["a shorter list", { list: [1] }, false],
    ["a list where an object is", { by: [] }, false],
    ["what the runner says of a value", { by: { age: expect.any(Number) } }, true],
    ["what the runner says, and is not so", expect.objectContaining({ action: "asked" }), false],
    ["a predicate", (frame: unknown) => frame === FRAME, true],
    ["text", "said", false],
  ])("holds %s", (_what, match, isSo) => {
    expect(isMeant(FRAME, match)).toBe(isSo);
  });

  it("is told in one line", () => {
    expect(describeMatch({ by: { name: "Ada" } })).toBe("{ by: { name: 'Ada' } }");
    expect(describeMatch(function isAda() {})).toBe("the predicate isAda");
  });
});
