import { describe, expect, it } from "vitest";
import { nearestName } from "../../../src/kernel/words/nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["thorttled", ["gone", "throttled"], "throttled"],
    ["gne", ["gone", "throttled"], "gone"],
    ["Rout", ["rate", "route"], "route"],
    ["conection", ["connection", "function"], "connection"],
    ["xyz", ["gone", "rate"], undefined],
    ["", ["rate"], undefined],
    ["rate", [], undefined],
  ])("of %s among %j is %s", (word, candidates, expected) => {
    expect(nearestName(word, candidates)).toBe(expected);
  });
});
