import { describe, expect, it } from "vitest";
import { createDedup } from "../../src/subscriptions/receiver.ts";

describe("dedup", () => {
  it.each([
    ["nothing twice", 10, ["a", "b", "c"], [false, false, false]],
    ["a repetition", 10, ["a", "b", "a"], [false, false, true]],
    ["one that was forgotten as new", 2, ["a", "b", "c", "a"], [false, false, false, false]],
    ["one that was seen again lately", 2, ["a", "b", "a", "c", "a"], [false, false, true, false, true]],
    ["nothing with a capacity of 0", 0, ["a", "a"], [false, false]],
  ])("recognizes %s", (_, capacity, ids, repeated) => {
    const isDuplicate = createDedup(capacity);
    expect(ids.map((id) => isDuplicate(id))).toEqual(repeated);
  });
});
