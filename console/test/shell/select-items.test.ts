import { describe, expect, it } from "vitest";
import { type PaletteItem, selectItems } from "../../src/shell/palette/select-items.ts";

const item = (title: string, about: string): PaletteItem => ({ title, about, icon: "live", run: () => undefined });

const items = [
  item("Metrics", "Latency over time"),
  item("Time and faults", "Move time"),
  item("RealTime", "Function"),
  item("Live", "Connections"),
];

describe("the palette", () => {
  it.each([
    ["time", ["Time and faults", "RealTime", "Metrics"]],
    ["FAULTS move", ["Time and faults"]],
    ["", ["Metrics", "Time and faults", "RealTime", "Live"]],
    ["nothing", []],
  ])("finds for “%s” those with all words, and first those that begin so", (search, titles) => {
    expect(selectItems(items, search).map(({ title }) => title)).toEqual(titles);
  });
});
