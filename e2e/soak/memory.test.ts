import { describe, expect, it } from "vitest";
import { growthOfLastHalf, MOST_GROWTH } from "./hostile/memory.ts";

const every = (seconds: number, count: number, rssMb: (at: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ at: index * seconds, rssMb: rssMb(index * seconds) }));

describe("the soak's rule about memory", () => {
  it("knows nothing of fewer than three samples", () => {
    expect(growthOfLastHalf([])).toBeUndefined();
    expect(growthOfLastHalf(every(10, 3, () => 100))).toBeUndefined();
  });

  it("forgets how memory grew in the first half", () => {
    const samples = every(10, 360, (at) => Math.min(200 + at, 2_000));
    expect(growthOfLastHalf(samples)).toMatchObject({ meanMb: 2_000, mbPerHour: 0, share: 0 });
  });

  it("finds a leak of 200 MB an hour among the ups and downs of idle isolates", () => {
    const samples = every(10, 361, (at) => 500 + at / 18 + 60 * Math.sin(at / 45));
    const growth = growthOfLastHalf(samples);
    expect(growth?.mbPerHour).toBeGreaterThan(180);
    expect(growth?.mbPerHour).toBeLessThan(220);
    expect(growth?.share).toBeGreaterThan(MOST_GROWTH);
  });

  it("takes ups and downs alone for no growth", () => {
    const samples = every(10, 361, (at) => 500 + 60 * Math.sin(at / 45));
    expect(Math.abs(growthOfLastHalf(samples)?.share ?? 1)).toBeLessThan(MOST_GROWTH);
  });
});
