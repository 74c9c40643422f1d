import { describe, expect, it } from "vitest";
import { timeTicks, valueTicks } from "../../../src/views/metrics/ticks.ts";

describe("the rules of a plot", () => {
  it.each<[highest: number, ticks: readonly number[]]>([
    [0, [0, 1]],
    [Number.NaN, [0, 1]],
    [1, [0, 0.5, 1, 1.5]],
    [3, [0, 2, 4]],
    [7, [0, 2.5, 5, 7.5]],
    [0.35, [0, 0.2, 0.4]],
    [980, [0, 500, 1000]],
    [5_000, [0, 2_000, 4_000, 6_000]],
  ])("for values up to %d are %j", (highest, ticks) => {
    expect(valueTicks(highest)).toEqual(ticks);
  });

  it("are few whatever the values are, and end above them", () => {
    for (let highest = 0.01; highest < 1e7; highest *= 1.37) {
      const ticks = valueTicks(highest);
      expect(ticks.length).toBeLessThan(6);
      expect(ticks.at(-1)).toBeGreaterThan(highest);
    }
  });

  it.each([
    [100, 159, 5, [105, 120, 135, 150]],
    [0, 299, 5, [0, 60, 120, 180, 240]],
    [0, 3_585, 3, [0, 1_800]],
    [0, 0, 5, [0]],
  ])("for times from %d to %d, at most about %d, are %j", (first, last, most, ticks) => {
    expect(timeTicks(first, last, most)).toEqual(ticks);
  });
});
