import { describe, expect, it } from "vitest";
import { nearest } from "../../src/kernel/nearest.ts";

describe("nearest", () => {
  it.each([
    ["thorttled", ["gone", "throttled"], "throttled"],
    ["gne", ["gone", "throttled"], "gone"],
    ["Rout", ["rate", "route"], "route"],
    ["conection", ["connection", "function"], "connection"],
    ["xyz", ["gone", "rate"], undefined],
    ["", ["rate"], undefined],
    ["rate", [], undefined],
  ])("of %s among %j is %s", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});
