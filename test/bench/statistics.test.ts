import { describe, expect, it } from "vitest";
import { median, percentile, slope } from "../../bench/measure/statistics.ts";

describe("median", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 100, 4], 7],
    [[], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    [hundred, 0.5, 50],
    [hundred, 0.99, 99],
    [hundred, 1, 100],
    [[7], 0.99, 7],
    [[7], 0, 7],
    [[], 0.5, Number.NaN],
  ])("takes the nearest rank, whatever the order: %#", (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe("slope", () => {
  it("is the growth per x, without what is paid once", () => {
    expect(slope([1_000, 5_000, 10_000].map((x) => [x, 700 + 0.5 * x] as const))).toBeCloseTo(0.5);
  });
});
