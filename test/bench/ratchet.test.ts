import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Baseline, judge, ratioOf, reportOf } from "../../bench/ratchet/verdict.ts";
import { root } from "../source-files.ts";

const baseline: Baseline = {
  date: "2026-11-30 19:30",
  commit: "12345678",
  machine: "2 cores",
  node: "v20.20.2",
  ratios: { connect: 4.5, ping: 12 },
};

describe("the ratchet", () => {
  it.each([
    ["as before", { connect: 4.5, ping: 12 }, [true, true]],
    ["less", { connect: 1, ping: 1 }, [true, true]],
    ["a third more", { connect: 6, ping: 16 }, [true, true]],
    ["more than a third more in one", { connect: 6.01, ping: 12 }, [false, true]],
    ["one that was not measured", { ping: 12 }, [false, true]],
  ])("holds up to a third more than before: %s", (_what, now, expected) => {
    expect(judge(baseline.ratios, now).map(({ holds }) => holds)).toEqual(expected);
  });

  it("takes the least of all rounds on both sides, which others on the machine have disturbed least", () => {
    expect(ratioOf([900, 300, 1_200], [60, 50, 400])).toBe(6);
  });

  it("says which ratio, before, now and the limit", () => {
    const text = reportOf(judge(baseline.ratios, { connect: 4.6, ping: 17 }), baseline);
    expect(text).toContain("| connect | 4.5 | 4.6 | 6.0 | holds |");
    expect(text).toContain("| ping | 12.0 | 17.0 | 16.0 | **too much** |");
    expect(text).toContain("Before: 2026-11-30 19:30, commit 12345678, 2 cores.");
    expect(text).toContain("ping: the engine takes more than a third more CPU time than before");
    expect(text).toContain("npm run bench:ratchet -- --write");
  });

  it("asks nobody to do anything when all holds", () => {
    expect(reportOf(judge(baseline.ratios, baseline.ratios), baseline)).not.toContain("--write");
  });

  it("has a baseline that says what it was measured on", () => {
    const text = readFileSync(join(root, "bench/baseline.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d/),
      commit: expect.any(String),
      machine: expect.any(String),
      ratios: { connect: expect.any(Number), ping: expect.any(Number), push: expect.any(Number) },
    });
  });
});
