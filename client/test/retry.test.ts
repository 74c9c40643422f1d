import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullJitterBackoff } from "../src/retry.ts";

describe("fullJitterBackoff", () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [6, 16_000],
    [7, 20_000],
    [5000, 20_000],
  ])("waits anything up to a bound: after %i failures, %i ms", (failures, bound) => {
    expect(fullJitterBackoff(failures, () => 1)).toBe(bound);
    expect(fullJitterBackoff(failures, () => 0)).toBe(0);
    expect(fullJitterBackoff(failures, () => 0.25)).toBe(bound / 4);
  });

  it("stays between 0 and 20 s whatever the number of failures", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const delayMs = fullJitterBackoff(failures, () => random);
        return delayMs >= 0 && delayMs <= 20_000;
      }),
    );
  });
});
